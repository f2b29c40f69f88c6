// A stand-in for RTNeural's compile-time model on its Eigen backend, which no package registry has: a chain of
// fixed-size layers, each with its own output vector; a dense layer is one product of an `[O][I + 1]` matrix (the bias is
// its last column) with the input extended by 1; activations are Eigen's vectorised array functions. Batch 1 only, as in
// an audio callback.
#include "drive.h"

#include <Eigen/Core>
#include <tuple>
#include <utility>

template <int I, int O>
struct Dense {
    Eigen::Matrix<float, O, I + 1> weights;
    Eigen::Matrix<float, I + 1, 1> extended;
    Eigen::Matrix<float, O, 1> outputs;

    Dense() { extended(I) = 1.0f; }
    template <class Inputs>
    inline void forward(const Inputs& inputs) {
        extended.template head<I>() = inputs;
        outputs.noalias() = weights * extended;
    }
};

template <Activation F, int O>
struct Activate {
    Eigen::Matrix<float, O, 1> outputs;

    inline void forward(const Eigen::Matrix<float, O, 1>& z) {
        if constexpr (F == Activation::linear) outputs = z;
        if constexpr (F == Activation::relu) outputs = z.array().max(0.0f);
        if constexpr (F == Activation::tanh) outputs = z.array().tanh();
        if constexpr (F == Activation::sigmoid) outputs = 1.0f / ((-z.array()).exp() + 1.0f);
        if constexpr (F == Activation::softmax) {
            outputs = (z.array() - z.maxCoeff()).exp();
            outputs *= 1.0f / outputs.sum();
        }
    }
};

template <const Network& NET, class Layers>
struct ChainOf;
template <const Network& NET, size_t... L>
struct ChainOf<NET, std::index_sequence<L...>> {
    using dense = std::tuple<Dense<NET.layers[L].inputs, NET.layers[L].outputs>...>;
    using activations = std::tuple<Activate<NET.layers[L].activation, NET.layers[L].outputs>...>;
};

template <const Network& NET>
class RealTime {
    static constexpr int N = NET.n_layers;
    using Chains = ChainOf<NET, std::make_index_sequence<N>>;
    typename Chains::dense dense;
    typename Chains::activations activations;

    template <int L = 0>
    void load() {
        if constexpr (L < N) {
            constexpr int I = NET.layers[L].inputs, O = NET.layers[L].outputs;
            auto weights = weights_of(NET, L), biases = biases_of(NET, L);
            auto& w = std::get<L>(dense).weights;
            w.template leftCols<I>() = Eigen::Map<const Eigen::Matrix<float, O, I>>(weights.data());
            w.col(I) = Eigen::Map<const Eigen::Matrix<float, O, 1>>(biases.data());
            load<L + 1>();
        }
    }
    template <int L = 0, class Inputs>
    inline void forward(const Inputs& inputs) {
        std::get<L>(dense).forward(inputs);
        std::get<L>(activations).forward(std::get<L>(dense).outputs);
        if constexpr (L + 1 < N) forward<L + 1>(std::get<L>(activations).outputs);
    }

public:
    static constexpr bool TRAINS = false, BATCHES = false;
    EIGEN_MAKE_ALIGNED_OPERATOR_NEW
    RealTime() { load(); }

    template <int B>
    inline void predict(const float* x, float* y) {
        static_assert(B == 1);
        forward(Eigen::Map<const Eigen::Matrix<float, NET.inputs(), 1>>(x));
        Eigen::Map<Eigen::Matrix<float, NET.outputs(), 1>> map(y);
        map = std::get<N - 1>(activations).outputs;
    }
};

int main(int argc, char** argv) { return drive<RealTime>("cpp-realtime", argc, argv); }
