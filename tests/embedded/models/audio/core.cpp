// What NeuralAmpModelerCore computes with a model, without letting silence through it first.
//
//     core MODEL SIZE INPUTS OUTPUTS
//
// SIZE is a number, or `-` for a model of one size. INPUTS and OUTPUTS are files of float32, the channels of a sample together.

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <string>
#include <vector>

#include "NAM/dsp.h"
#include "NAM/get_dsp.h"
#include "NAM/slimmable.h"

constexpr double RATE = 48000;
constexpr int BLOCK = 16;

static std::vector<float> read(const char* path)
{
  std::FILE* file = std::fopen(path, "rb");
  if (file == nullptr)
    throw std::runtime_error(std::string("cannot read ") + path);
  std::vector<float> numbers;
  for (float number; std::fread(&number, sizeof number, 1, file) == 1;)
    numbers.push_back(number);
  std::fclose(file);
  return numbers;
}

// Buffers of a block, and where each begins.
struct Channels
{
  std::vector<std::vector<NAM_SAMPLE>> buffers;
  std::vector<NAM_SAMPLE*> starts;

  explicit Channels(int n) : buffers(n, std::vector<NAM_SAMPLE>(BLOCK))
  {
    for (auto& buffer : buffers)
      starts.push_back(buffer.data());
  }
};

static void compute(char** arguments)
{
  auto model = nam::get_dsp(std::filesystem::path(arguments[1]));
  model->SetPrewarmOnReset(false);
  if (const std::string size = arguments[2]; size != "-")
    dynamic_cast<nam::SlimmableModel&>(*model).SetSlimmableSize(std::atof(size.c_str()));
  model->Reset(RATE, BLOCK);
  const auto x = read(arguments[3]);
  Channels inputs(model->NumInputChannels()), outputs(model->NumOutputChannels());
  const size_t width = inputs.buffers.size(), n_steps = x.size() / width;
  std::vector<float> y;
  for (size_t first = 0; first < n_steps; first += BLOCK)
  {
    const size_t n = std::min<size_t>(BLOCK, n_steps - first);
    for (size_t step = 0; step < n; step++)
      for (size_t channel = 0; channel < width; channel++)
        inputs.buffers[channel][step] = x[(first + step) * width + channel];
    model->process(inputs.starts.data(), outputs.starts.data(), static_cast<int>(n));
    for (size_t step = 0; step < n; step++)
      for (const auto& buffer : outputs.buffers)
        y.push_back(static_cast<float>(buffer[step]));
  }
  std::FILE* file = std::fopen(arguments[4], "wb");
  if (file == nullptr || std::fwrite(y.data(), sizeof(float), y.size(), file) != y.size() || std::fclose(file) != 0)
    throw std::runtime_error(std::string("cannot write ") + arguments[4]);
}

int main(int n_arguments, char** arguments)
{
  try
  {
    if (n_arguments != 5)
      throw std::runtime_error("expected MODEL SIZE INPUTS OUTPUTS");
    compute(arguments);
    return 0;
  }
  catch (const std::exception& error)
  {
    std::fprintf(stderr, "core: %s\n", error.what());
    return 1;
  }
}
