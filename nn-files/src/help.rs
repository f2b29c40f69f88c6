//! What to do with a file of another kind than the one wanted.

use crate::Kind;

/// The file that was wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// Weights in the safetensors format alone.
    Safetensors,
    /// Weights in the safetensors format or as npz.
    SafetensorsOrNpz,
    /// A checkpoint of a training.
    Checkpoint,
    /// An ONNX model.
    Onnx,
    /// A model of `RTNeural` or Neural Amp Modeler, which is JSON.
    Audio,
    /// An IDX file.
    Idx,
    /// A table as text.
    Csv,
    /// A picture in the PNG format.
    Png,
}

impl Kind {
    /// What to do when a file of this kind was given for one of the kind `wanted`, if that is known.
    #[must_use]
    pub const fn help(self, wanted: Wanted) -> Option<&'static str> {
        match self {
            Self::Empty => Some("whatever wrote or fetched it did not finish"),
            Self::LfsPointer => Some("`git lfs pull` fetches the file that it stands for"),
            Self::Html => {
                Some("the address gave a page in place of the file: fetch it anew, from the address of the file itself")
            }
            _ => match wanted {
                Wanted::Safetensors | Wanted::SafetensorsOrNpz => self.help_for_weights(wanted),
                Wanted::Checkpoint => Some("`Trainer::checkpoint` writes checkpoints"),
                Wanted::Onnx => self.help_for_onnx(),
                Wanted::Audio => self.help_for_audio(),
                Wanted::Idx => self.help_for_idx(),
                Wanted::Csv => self.help_for_csv(),
                Wanted::Png => self.help_for_png(),
            },
        }
    }

    const fn help_for_weights(self, wanted: Wanted) -> Option<&'static str> {
        match self {
            Self::TorchZip | Self::TorchPickle => {
                Some("load it in Python, and write its state_dict with `safetensors.torch.save_file`")
            }
            Self::Pickle => Some("load it in Python, and write its arrays with `safetensors.numpy.save_file`"),
            Self::NumpyZip if matches!(wanted, Wanted::Safetensors) => {
                Some("write its arrays with `safetensors.numpy.save_file`; `load` reads npz with the feature `npz`")
            }
            Self::Npy => Some("one array has no name: write all of them with `safetensors.numpy.save_file`"),
            Self::Hdf5 | Self::KerasZip => {
                Some("load it in Python, and write `layer.get_weights()` with `safetensors.numpy.save_file`")
            }
            Self::Onnx => Some("`#[onnx(\"model.onnx\")]` reads the whole network, with the feature `onnx`"),
            Self::Gguf => Some("GGUF is for llama.cpp: take the safetensors file that it was made of"),
            Self::Gzip | Self::Zstd | Self::Xz | Self::Bzip2 | Self::Zip | Self::Tar => {
                Some("unpack it, and load the safetensors file in it")
            }
            _ => None,
        }
    }

    const fn help_for_onnx(self) -> Option<&'static str> {
        match self {
            Self::TorchZip | Self::TorchPickle => Some("load it in Python, and export it with `torch.onnx.export`"),
            Self::Safetensors => {
                Some("`#[weights(\"file.safetensors\")]` reads weights for a network that is declared")
            }
            Self::Hdf5 | Self::KerasZip | Self::TfLite => Some("convert it with tf2onnx"),
            Self::Gzip | Self::Zstd | Self::Xz | Self::Bzip2 | Self::Zip | Self::Tar => {
                Some("unpack it, and name the model in it")
            }
            Self::Onnx => Some("its end may be missing: export or fetch it anew"),
            _ => None,
        }
    }

    const fn help_for_audio(self) -> Option<&'static str> {
        match self {
            Self::TorchZip | Self::TorchPickle | Self::Hdf5 | Self::KerasZip => {
                Some("export it with the program that trained it, as JSON")
            }
            Self::Onnx => Some("`#[onnx(\"model.onnx\")]` reads ONNX models, with the feature `onnx`"),
            Self::Safetensors => {
                Some("`#[weights(\"file.safetensors\")]` reads weights for a network that is declared")
            }
            Self::Gzip | Self::Zstd | Self::Xz | Self::Bzip2 | Self::Zip | Self::Tar => {
                Some("unpack it, and name the model in it")
            }
            _ => None,
        }
    }

    const fn help_for_idx(self) -> Option<&'static str> {
        match self {
            Self::Npy | Self::NumpyZip => {
                Some("read it in Python, and write the array's bytes behind an IDX header, or a CSV file")
            }
            Self::Zip | Self::Tar | Self::Zstd | Self::Xz | Self::Bzip2 => {
                Some("unpack it: plain IDX and gzip are read")
            }
            Self::Gzip => Some("it is compressed twice: unpack it once"),
            _ => None,
        }
    }

    const fn help_for_png(self) -> Option<&'static str> {
        match self {
            Self::Jpeg => Some("convert it, such as with `magick picture.jpg picture.png`"),
            Self::Gzip | Self::Zstd | Self::Xz | Self::Bzip2 | Self::Zip | Self::Tar => Some("unpack it"),
            Self::Idx { .. } => Some("`data::idx` reads IDX files"),
            _ => None,
        }
    }

    const fn help_for_csv(self) -> Option<&'static str> {
        match self {
            Self::Utf16 => Some("save it as UTF-8, such as with `iconv -f UTF-16 -t UTF-8`"),
            Self::Workbook => Some("save the sheet as CSV"),
            Self::Gzip | Self::Zstd | Self::Xz | Self::Bzip2 | Self::Zip | Self::Tar => Some("unpack it"),
            Self::Parquet | Self::Npy | Self::NumpyZip | Self::Pickle | Self::Hdf5 => {
                Some("read it in Python, and write it with `to_csv` of pandas")
            }
            Self::Idx { .. } => Some("`data::idx` reads IDX files"),
            _ => None,
        }
    }
}
