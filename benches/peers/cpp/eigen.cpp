// Eigen: fixed-size matrices and vectors at batch 1, Eigen's matrix products for batches; training by hand.
//
// A column is a row of the batch: activations are `[O, B]`, column-major, weights `[O, I]`, so that both the product with
// one vector and the product with a batch run along contiguous outputs.
#include "drive.h"

#include <Eigen/Core>
#include <tuple>
#include <utility>

template <int ROWS, int COLUMNS>
using Matrix = Eigen::Matrix<float, ROWS, COLUMNS>;

// Above some 2^18 elements the unrolling costs that Eigen computes for a fixed size overflow, and it does not compile.
template <int O, int I>
using Weights = Matrix<O, (O * I < 1 << 18 ? I : Eigen::Dynamic)>;

// Fixed columns make sense for one row; for a batch Eigen's blocked product wants run-time sizes.
constexpr int columns_for(int batch) { return batch == 1 ? 1 : Eigen::Dynamic; }

template <Activation F, class M>
inline void activate(M& y) {
    if constexpr (F == Activation::relu) y = y.array().max(0.0f);
    if constexpr (F == Activation::tanh) y = y.array().tanh();
    if constexpr (F == Activation::sigmoid) y = y.array().logistic();
    if constexpr (F == Activation::softmax) {
        for (int column = 0; column < y.cols(); ++column) {
            auto z = y.col(column);
            z = (z.array() - z.maxCoeff()).exp();
            z *= 1.0f / z.sum();
        }
    }
}
// `d *= f'`, from the output `y`.
template <Activation F, class M>
inline void derive(M& d, const M& y) {
    if constexpr (F == Activation::relu) d = (y.array() > 0.0f).select(d, 0.0f);
    if constexpr (F == Activation::tanh) d.array() *= 1.0f - y.array().square();
    if constexpr (F == Activation::sigmoid) d.array() *= y.array() * (1.0f - y.array());
}

template <int I, int O>
struct Dense {
    Weights<O, I> w;
    Matrix<O, 1> b;
    Weights<O, I> g, m = Weights<O, I>::Zero(O, I), v = Weights<O, I>::Zero(O, I);
    Matrix<O, 1> mb = Matrix<O, 1>::Zero(), vb = Matrix<O, 1>::Zero();
    // Outputs and their gradients, for one row and for a batch.
    Matrix<O, 1> y1, d1;
    Matrix<O, Eigen::Dynamic> yn, dn;

    template <int B>
    auto& y() {
        if constexpr (B == 1) return y1;
        else return yn;
    }
    template <int B>
    auto& d() {
        if constexpr (B == 1) return d1;
        else return dn;
    }

    template <int B, Activation F, class Inputs>
    inline void forward(const Inputs& x) {
        auto& out = y<B>();
        if constexpr (B == 1) {
            out.noalias() = w * x;
            out += b;
        } else {
            out.resize(O, B);
            out.noalias() = w * x;
            out.colwise() += b;
        }
        activate<F>(out);
    }

    template <class P, class G>
    static inline void adam(P& p, P& m, P& v, const G& g, Step step) {
        m = float(BETA1) * m + float(1 - BETA1) * g;
        v = float(BETA2) * v + float(1 - BETA2) * g.cwiseAbs2();
        p.array() -= step.size * m.array() / (v.array().sqrt() * step.scale + float(EPSILON));
    }

    template <Rule RULE, int B, class Inputs>
    inline void learn(const Inputs& x, Step step) {
        const auto& d = this->d<B>();
        if constexpr (RULE == Rule::sgd) {
            // The product accumulates into the weights themselves: no gradient is stored.
            w.noalias() -= (step.rate * d) * x.transpose();
            b.noalias() -= step.rate * d.rowwise().sum();
        } else {
            g.noalias() = d * x.transpose();
            adam(w, m, v, g, step);
            const Matrix<O, 1> gb = d.rowwise().sum();
            adam(b, mb, vb, gb, step);
        }
    }
};

template <const Network& NET, class Layers>
struct ChainOf;
template <const Network& NET, size_t... L>
struct ChainOf<NET, std::index_sequence<L...>> {
    using type = std::tuple<Dense<NET.layers[L].inputs, NET.layers[L].outputs>...>;
};

template <const Network& NET>
class EigenModel {
    static constexpr int N = NET.n_layers, I = NET.inputs(), O = NET.outputs();
    typename ChainOf<NET, std::make_index_sequence<N>>::type layers;

    template <int L = 0>
    void load() {
        if constexpr (L < N) {
            constexpr int LI = NET.layers[L].inputs, LO = NET.layers[L].outputs;
            auto weights = weights_of(NET, L), biases = biases_of(NET, L);
            std::get<L>(layers).w = Eigen::Map<const Weights<LO, LI>>(weights.data(), LO, LI);
            std::get<L>(layers).b = Eigen::Map<const Matrix<LO, 1>>(biases.data());
            load<L + 1>();
        }
    }
    template <int B, int L = 0, class Inputs>
    inline void forward(const Inputs& x) {
        auto& layer = std::get<L>(layers);
        layer.template forward<B, NET.layers[L].activation>(x);
        if constexpr (L + 1 < N) forward<B, L + 1>(layer.template y<B>());
    }
    template <Rule RULE, int B, int L, class Inputs>
    inline void backward(const Inputs& input, Step step) {
        auto& layer = std::get<L>(layers);
        if constexpr (L > 0) {
            auto& below = std::get<L - 1>(layers);
            auto& d = below.template d<B>();
            if constexpr (B > 1) d.resize(Eigen::NoChange, B);
            d.noalias() = layer.w.transpose() * layer.template d<B>();
            derive<NET.layers[L - 1].activation>(d, below.template y<B>());
            layer.template learn<RULE, B>(below.template y<B>(), step);
            backward<RULE, B, L - 1>(input, step);
        } else {
            layer.template learn<RULE, B>(input, step);
        }
    }

public:
    static constexpr bool TRAINS = true, BATCHES = true;
    EIGEN_MAKE_ALIGNED_OPERATOR_NEW
    EigenModel() { load(); }

    template <int B>
    inline void predict(const float* x, float* y) {
        // Rows in blocks whose activations stay in the second-level cache.
        constexpr int BLOCK = std::min(B, 256);
        for (int row = 0; row < B; row += BLOCK) {
            forward<BLOCK>(Eigen::Map<const Matrix<I, columns_for(BLOCK)>>(x + row * I, I, BLOCK));
            Eigen::Map<Matrix<O, columns_for(BLOCK)>> map(y + row * O, O, BLOCK);
            map = std::get<N - 1>(layers).template y<BLOCK>();
        }
    }

    template <Rule RULE, int B>
    float train(const float* inputs, const float* targets, Step step) {
        const Eigen::Map<const Matrix<I, columns_for(B)>> x(inputs, I, B);
        const Eigen::Map<const Matrix<O, columns_for(B)>> t(targets, O, B);
        forward<B>(x);
        auto& last = std::get<N - 1>(layers);
        const auto& y = last.template y<B>();
        auto& d = last.template d<B>();
        if constexpr (B > 1) d.resize(O, B);
        float loss;
        d = y - t;
        if constexpr (NET.loss == Loss::mse) {
            loss = d.squaredNorm() / (B * O);
            d *= 2.0f / (B * O);
            derive<NET.layers[N - 1].activation>(d, y);
        } else {
            d *= 1.0f / B;
            loss = -y.cwiseProduct(t).colwise().sum().array().max(1e-30f).log().sum() / B;
        }
        backward<RULE, B, N - 1>(x, step);
        return loss;
    }
};

int main(int argc, char** argv) { return drive<EigenModel>("cpp-eigen", argc, argv); }
