// Constant-size arrays by hand: the network is a type, every loop has a constant bound, and the vectors are GCC's own.
//
// A matrix `[rows][columns]` is stored in panels of up to four vectors: `[panels][rows][PW]`, so that a tile reads and
// writes memory in order. That holds for weights (rows = inputs), activations and their gradients (rows = batch).
// Axes: B batch, I inputs, O outputs, K whatever a product sums over.
#include "drive.h"

#include <tuple>
#include <type_traits>
#include <utility>
#include <xmmintrin.h>

#ifdef __AVX512F__
constexpr int LANES = 16, VECTORS_OF_PANEL = 4, ACCUMULATORS = 24;
#else
constexpr int LANES = 8, VECTORS_OF_PANEL = 2, ACCUMULATORS = 12;
#endif

template <int W>
struct VectorOf {
    typedef float type __attribute__((vector_size(4 * W)));
    typedef int ints __attribute__((vector_size(4 * W)));
};
template <int W>
using Vec = typename VectorOf<W>::type;

template <int W>
inline Vec<W> load(const float* p) {
    Vec<W> v;
    std::memcpy(&v, p, sizeof v);
    return v;
}
template <int W>
inline void store(float* p, Vec<W> v) {
    std::memcpy(p, &v, sizeof v);
}
template <int W>
inline float sum_of_lanes(Vec<W> v) {
    if constexpr (W == 4) {
        return (v[0] + v[2]) + (v[1] + v[3]);
    } else {
        float halves[W];
        store<W>(halves, v);
        return sum_of_lanes<W / 2>(load<W / 2>(halves) + load<W / 2>(halves + W / 2));
    }
}

constexpr int round_up(int n, int multiple) { return (n + multiple - 1) / multiple * multiple; }
constexpr int lanes_of(int columns) { return columns > 8 ? LANES : columns > 4 ? 8 : 4; }
constexpr int panel_width(int columns) {
    return std::min(VECTORS_OF_PANEL * lanes_of(columns), round_up(columns, lanes_of(columns)));
}

// tanh as a quotient of polynomials of degree 13 and 6, with the coefficients that Eigen uses; error below 1e-6.
template <class V>
inline V tanh_of(V x) {
    x = x < -7.90531f ? V{} - 7.90531f : x;
    x = x > 7.90531f ? V{} + 7.90531f : x;
    const V s = x * x;
    V p = s * -2.76076847742355e-16f + 2.00018790482477e-13f;
    p = p * s + -8.60467152213735e-11f;
    p = p * s + 5.12229709037114e-08f;
    p = p * s + 1.48572235717979e-05f;
    p = p * s + 6.37261928875436e-04f;
    p = p * s + 4.89352455891786e-03f;
    V q = s * 1.19825839466702e-06f + 1.18534705686654e-04f;
    q = q * s + 2.26843463243900e-03f;
    q = q * s + 4.89352518554385e-03f;
    return x * p / q;
}
template <class V>
inline V sigmoid_of(V x) {
    return tanh_of(x * 0.5f) * 0.5f + 0.5f;
}
// exp for `x <= 0`: 2^n times a polynomial on [-ln 2 / 2, ln 2 / 2].
template <int W>
inline Vec<W> exp_of(Vec<W> x) {
    using I = typename VectorOf<W>::ints;
    x = x < -87.0f ? Vec<W>{} - 87.0f : x;
    const I n = __builtin_convertvector(x * 1.44269504f - 0.5f, I);
    const Vec<W> r = x - __builtin_convertvector(n, Vec<W>) * 0.693147181f;
    Vec<W> p = r * 1.3888889e-3f + 8.3333333e-3f;
    p = p * r + 4.1666667e-2f;
    p = p * r + 1.6666667e-1f;
    p = p * r + 0.5f;
    p = p * r + 1.0f;
    p = p * r + 1.0f;
    const I scale = (n + 127) << 23;
    Vec<W> power;
    std::memcpy(&power, &scale, sizeof power);
    return p * power;
}

template <Activation F, class V>
inline V activate(V z) {
    if constexpr (F == Activation::relu) return z > 0.0f ? z : V{};
    if constexpr (F == Activation::tanh) return tanh_of(z);
    if constexpr (F == Activation::sigmoid) return sigmoid_of(z);
    return z;
}
// `d` times the derivative, which is computed from the output `y`.
template <Activation F, class V>
inline V derive(V d, V y) {
    if constexpr (F == Activation::relu) return y > 0.0f ? d : V{};
    if constexpr (F == Activation::tanh) return d * (1.0f - y * y);
    if constexpr (F == Activation::sigmoid) return d * (y * (1.0f - y));
    return d;
}

// R rows times P vectors of a product, in S independent partial sums.
template <int R, int P, int W, int S>
struct Tile {
    Vec<W> sums[S][R][P] = {};

    // `sums += a b`: a(r, k) at `a[r ar + k ak]`, row k of b at `b + k bk`.
    inline void accumulate(const float* a, long ar, long ak, const float* b, long bk, int n) {
        if constexpr (R * P >= 8) {
            // Unrolled over a constant n of 64 the code of one layer would not fit the cache of decoded instructions.
#pragma GCC unroll 2
            for (int k = 0; k < n; ++k) add(0, a + k * ak, ar, b + k * bk);
        } else {
            int k = 0;
            for (; k + S <= n; k += S)
#pragma GCC unroll 8
                for (int s = 0; s < S; ++s) add(s, a + (k + s) * ak, ar, b + (k + s) * bk);
            for (; k < n; ++k) add(0, a + k * ak, ar, b + k * bk);
        }
    }
    inline void add(int s, const float* a, long ar, const float* b) {
        Vec<W> row[P];
#pragma GCC unroll 8
        for (int p = 0; p < P; ++p) row[p] = load<W>(b + p * W);
#pragma GCC unroll 32
        for (int r = 0; r < R; ++r)
#pragma GCC unroll 8
            for (int p = 0; p < P; ++p) sums[s][r][p] += row[p] * a[r * ar];
    }
    inline Vec<W> sum(int r, int p) const {
        Vec<W> total = sums[0][r][p];
        for (int s = 1; s < S; ++s) total += sums[s][r][p];
        return total;
    }
};

// As many partial sums as keep eight additions in flight.
constexpr int partial_sums(int chains) { return chains >= 8 ? 1 : chains >= 4 ? 2 : chains >= 2 ? 4 : 8; }
constexpr int rows_of_tile(int vectors) { return std::min(8, ACCUMULATORS / vectors); }

// `f(row, R)` for rows in steps of R, then once for the rest; R is a compile-time constant.
template <int N, int R, class F>
inline void for_rows(F f) {
    for (int row = 0; row + R <= N; row += R) f(row, std::integral_constant<int, R>{});
    if constexpr (N % R != 0) f(N / R * R, std::integral_constant<int, N % R>{});
}

// Both are multiples of 4. `to [columns][rows]` from `from [rows][columns]`.
inline void transpose(const float* from, long from_stride, float* to, long to_stride, int rows, int columns) {
    for (int r = 0; r < rows; r += 4)
        for (int c = 0; c < columns; c += 4) {
            __m128 v[4];
            for (int k = 0; k < 4; ++k) v[k] = _mm_loadu_ps(from + (r + k) * from_stride + c);
            _MM_TRANSPOSE4_PS(v[0], v[1], v[2], v[3]);
            for (int k = 0; k < 4; ++k) _mm_storeu_ps(to + (c + k) * to_stride + r, v[k]);
        }
}

// N parameters at once; `g` is their gradient.
template <Rule RULE, int N>
inline void update(float* __restrict w, float* __restrict m, float* __restrict v, const float* __restrict g, Step step) {
    for (int j = 0; j < N; ++j) {
        if constexpr (RULE == Rule::sgd) {
            w[j] -= step.rate * g[j];
        } else {
            m[j] = float(BETA1) * m[j] + float(1 - BETA1) * g[j];
            v[j] = float(BETA2) * v[j] + float(1 - BETA2) * (g[j] * g[j]);
            w[j] -= step.size * m[j] / (std::sqrt(v[j]) * step.scale + float(EPSILON));
        }
    }
}

constexpr int MAX_ROWS = 256;

template <int I, int O, Activation F>
struct Dense {
    static constexpr int W = lanes_of(O), PW = panel_width(O), NP = (O + PW - 1) / PW, P = PW / W, OP = NP * PW;
    // A single output's weights lie along the lanes instead: one dot product.
    static constexpr bool DOT = O == 1;
    static constexpr int WEIGHTS = DOT ? I : I * OP;

    alignas(64) float w[WEIGHTS] = {}, b[OP] = {};
    alignas(64) float m[WEIGHTS] = {}, v[WEIGHTS] = {}, mb[OP] = {}, vb[OP] = {};
    // Outputs and their gradients, `[NP][B][PW]`.
    alignas(64) float y[OP * MAX_ROWS], d[OP * MAX_ROWS];

    void load_parameters(const Network& net, int layer) {
        auto weights = weights_of(net, layer), biases = biases_of(net, layer);
        for (int o = 0; o < O; ++o) b[o] = biases[o];
        for (int i = 0; i < I; ++i)
            for (int o = 0; o < O; ++o) w[DOT ? i : (o / PW * I + i) * PW + o % PW] = weights[size_t(i) * O + o];
    }

    // `y = f(x w + b)`; `x` in panels of XW columns.
    template <int B, int XW>
    void forward(const float* x) {
        if constexpr (DOT) {
            forward_dot<B, XW>(x);
        } else {
            for (int panel = 0; panel < NP; ++panel) {
                for_rows<B, rows_of_tile(P)>([&](int row, auto rows) {
                    constexpr int R = rows;
                    Tile<R, P, W, partial_sums(R * P)> tile;
                    for (int k = 0; k < I / XW; ++k)
                        tile.accumulate(x + (k * B + row) * XW, XW, 1, w + (panel * I + k * XW) * PW, PW, XW);
                    for (int r = 0; r < R; ++r)
                        for (int p = 0; p < P; ++p) {
                            const Vec<W> z = tile.sum(r, p) + load<W>(b + panel * PW + p * W);
                            store<W>(y + (panel * B + row + r) * PW + p * W, activate<F>(z));
                        }
                });
            }
            if constexpr (F == Activation::softmax) softmax<B>();
        }
    }

    template <int B, int XW>
    void forward_dot(const float* x) {
        static_assert(XW == I && I % 8 == 0 && PW == 4);
        for (int row = 0; row < B; ++row) {
            Vec<8> sum{};
            for (int i = 0; i < I; i += 8) sum += load<8>(x + row * I + i) * load<8>(w + i);
            y[row * PW] = sum_of_lanes<8>(sum) + b[0];
        }
        for (int row = 0; row < B; row += 4) {
            Vec<4> z{};
            const int n = std::min(4, B - row);
            for (int k = 0; k < n; ++k) z[k] = y[(row + k) * PW];
            z = activate<F>(z);
            for (int k = 0; k < n; ++k) store<4>(y + (row + k) * PW, Vec<4>{z[k], 0, 0, 0});
        }
    }

    template <int B>
    void softmax() {
        static_assert(NP == 1);
        for (int row = 0; row < B; ++row) {
            float* z = y + row * PW;
            float largest = z[0];
            for (int o = 1; o < O; ++o) largest = std::max(largest, z[o]);
            for (int o = O; o < PW; ++o) z[o] = -1e30f;
            Vec<W> sum{};
            for (int p = 0; p < P; ++p) {
                const Vec<W> e = exp_of<W>(load<W>(z + p * W) - largest);
                store<W>(z + p * W, e);
                sum += e;
            }
            const float scale = 1.0f / sum_of_lanes<W>(sum);
            for (int o = 0; o < PW; ++o) z[o] = o < O ? z[o] * scale : 0.0f;
        }
    }

    // `dx = (d w^T) f'(x)`, before the update; `x` and `dx` in panels of XW columns, F_BELOW made `x`.
    template <int B, int XW, Activation F_BELOW>
    void backward(const float* x, float* dx) const {
        if constexpr (DOT) {
            for (int row = 0; row < B; ++row)
                for (int i = 0; i < I; i += 8) {
                    const Vec<8> g = load<8>(w + i) * d[row * PW];
                    store<8>(dx + row * I + i, derive<F_BELOW>(g, load<8>(x + row * I + i)));
                }
        } else {
            // Lanes over the rows of the batch: the small matrix is transposed twice, the weights never.
            constexpr int BW = std::min(B, VECTORS_OF_PANEL * LANES), BP = BW / LANES;
            alignas(64) float dt[OP * BW], xt[I * BW];
            for (int row = 0; row < B; row += BW) {
                for (int panel = 0; panel < NP; ++panel)
                    transpose(d + (panel * B + row) * PW, PW, dt + panel * PW * BW, BW, BW, PW);
                for_rows<I, rows_of_tile(BP)>([&](int i, auto rows) {
                    constexpr int R = rows;
                    Tile<R, BP, LANES, partial_sums(R * BP)> tile;
                    for (int panel = 0; panel < NP; ++panel)
                        tile.accumulate(w + (panel * I + i) * PW, PW, 1, dt + panel * PW * BW, BW, PW);
                    for (int r = 0; r < R; ++r)
                        for (int p = 0; p < BP; ++p) store<LANES>(xt + (i + r) * BW + p * LANES, tile.sum(r, p));
                });
                for (int panel = 0; panel < I / XW; ++panel) {
                    float* to = dx + (panel * B + row) * XW;
                    const float* from = x + (panel * B + row) * XW;
                    transpose(xt + panel * XW * BW, BW, to, XW, XW, BW);
                    for (int j = 0; j < XW * BW; j += 8)
                        store<8>(to + j, derive<F_BELOW>(load<8>(to + j), load<8>(from + j)));
                }
            }
        }
    }

    // The gradient of the weights, `x^T d`, goes from the tile's registers straight into the update.
    template <Rule RULE, int B, int XW>
    void learn(const float* x, Step step) {
        alignas(64) float g[8 * PW];
        if constexpr (DOT) {
            Vec<8> sums[I / 8][4] = {};
            float bias = 0;
            for (int row = 0; row < B; ++row) {
                for (int k = 0; k < I / 8; ++k) sums[k][row % 4] += load<8>(x + row * I + 8 * k) * d[row * PW];
                bias += d[row * PW];
            }
            for (int k = 0; k < I / 8; ++k) {
                store<8>(g, (sums[k][0] + sums[k][1]) + (sums[k][2] + sums[k][3]));
                update<RULE, 8>(w + 8 * k, m + 8 * k, v + 8 * k, g, step);
            }
            update<RULE, 1>(b, mb, vb, &bias, step);
        } else {
            for (int panel = 0; panel < NP; ++panel) {
                const float* dp = d + panel * B * PW;
                for (int k = 0; k < I / XW; ++k)
                    for_rows<XW, rows_of_tile(P)>([&](int i, auto rows) {
                        constexpr int R = rows;
                        Tile<R, P, W, B == 1 ? 1 : partial_sums(R * P)> tile;
                        tile.accumulate(x + k * B * XW + i, 1, XW, dp, PW, B);
                        for (int r = 0; r < R; ++r)
                            for (int p = 0; p < P; ++p) store<W>(g + r * PW + p * W, tile.sum(r, p));
                        const int at = (panel * I + k * XW + i) * PW;
                        update<RULE, R * PW>(w + at, m + at, v + at, g, step);
                    });
                learn_bias<RULE, B>(panel, step);
            }
        }
    }

    template <Rule RULE, int B>
    void learn_bias(int panel, Step step) {
        alignas(64) float g[PW] = {};
        for (int row = 0; row < B; ++row)
            for (int j = 0; j < PW; ++j) g[j] += d[(panel * B + row) * PW + j];
        update<RULE, PW>(b + panel * PW, mb + panel * PW, vb + panel * PW, g, step);
    }

    // One row: input gradient and update in the same pass over the weights. `dx` is null in the first layer.
    template <Rule RULE, Activation F_BELOW>
    void backward_one(const float* x, float* dx, Step step) {
        if constexpr (DOT) {
            backward<1, I, F_BELOW>(x, dx);
            learn<RULE, 1, I>(x, step);
        } else {
            alignas(64) float sums[I];
            for (int panel = 0; panel < NP; ++panel) {
                Vec<W> row[P];
                for (int p = 0; p < P; ++p) row[p] = load<W>(d + panel * PW + p * W);
                for (int i = 0; i < I; ++i) {
                    const int at = (panel * I + i) * PW;
                    Vec<W> dot{};
                    alignas(64) float g[PW];
                    for (int p = 0; p < P; ++p) {
                        const Vec<W> weights = load<W>(w + at + p * W);
                        dot += weights * row[p];
                        if constexpr (RULE == Rule::sgd) store<W>(w + at + p * W, weights - row[p] * (step.rate * x[i]));
                        else store<W>(g + p * W, row[p] * x[i]);
                    }
                    if constexpr (RULE == Rule::adam) update<RULE, PW>(w + at, m + at, v + at, g, step);
                    if (dx) sums[i] = (panel ? sums[i] : 0.0f) + sum_of_lanes<W>(dot);
                }
                update<RULE, PW>(b + panel * PW, mb + panel * PW, vb + panel * PW, d + panel * PW, step);
            }
            if constexpr (I % 8 == 0)
                if (dx)
                    for (int i = 0; i < I; i += 8)
                        store<8>(dx + i, derive<F_BELOW>(load<8>(sums + i), load<8>(x + i)));
        }
    }
};

template <const Network& NET, class Layers>
struct ChainOf;
template <const Network& NET, size_t... L>
struct ChainOf<NET, std::index_sequence<L...>> {
    using type = std::tuple<Dense<NET.layers[L].inputs, NET.layers[L].outputs, NET.layers[L].activation>...>;
};

template <const Network& NET>
class Arrays {
    static constexpr int N = NET.n_layers, I = NET.inputs(), O = NET.outputs();
    using Chain = typename ChainOf<NET, std::make_index_sequence<N>>::type;
    using Last = std::tuple_element_t<N - 1, Chain>;
    Chain layers;

    // Panels of what layer L reads; the input's rows are one panel.
    template <int L>
    static constexpr int width_below() {
        return L == 0 ? I : panel_width(NET.layers[L].inputs);
    }
    template <int L>
    static constexpr Activation activation_below() {
        return L == 0 ? Activation::linear : NET.layers[L == 0 ? 0 : L - 1].activation;
    }
    template <int L = 0>
    void load() {
        if constexpr (L < N) {
            std::get<L>(layers).load_parameters(NET, L);
            load<L + 1>();
        }
    }
    template <int B, int L = 0>
    inline void forward(const float* x) {
        if constexpr (L < N) {
            std::get<L>(layers).template forward<B, width_below<L>()>(x);
            forward<B, L + 1>(std::get<L>(layers).y);
        }
    }
    template <Rule RULE, int B, int L = N - 1>
    inline void backward(const float* input, Step step) {
        auto& layer = std::get<L>(layers);
        const float* x = input;
        float* dx = nullptr;
        if constexpr (L > 0) {
            x = std::get<L - 1>(layers).y;
            dx = std::get<L - 1>(layers).d;
        }
        if constexpr (B == 1) {
            layer.template backward_one<RULE, activation_below<L>()>(x, dx, step);
        } else {
            if constexpr (L > 0) layer.template backward<B, width_below<L>(), activation_below<L>()>(x, dx);
            layer.template learn<RULE, B, width_below<L>()>(x, step);
        }
        if constexpr (L > 0) backward<RULE, B, L - 1>(input, step);
    }

public:
    static constexpr bool TRAINS = true, BATCHES = true;
    Arrays() { load(); }

    template <int B>
    inline void predict(const float* x, float* y) {
        constexpr int BLOCK = std::min(B, 128);
        for (int row = 0; row < B; row += BLOCK) {
            forward<BLOCK>(x + row * I);
            const float* from = std::get<N - 1>(layers).y;
            for (int r = 0; r < BLOCK; ++r)
                for (int o = 0; o < O; ++o) y[(row + r) * O + o] = from[r * Last::PW + o];
        }
    }

    template <Rule RULE, int B>
    float train(const float* x, const float* targets, Step step) {
        forward<B>(x);
        auto& last = std::get<N - 1>(layers);
        float loss = 0;
        for (int row = 0; row < B; ++row) {
            const float* y = last.y + row * Last::PW;
            const float* t = targets + row * O;
            float* d = last.d + row * Last::PW;
            for (int o = O; o < Last::PW; ++o) d[o] = 0.0f;
            if constexpr (NET.loss == Loss::mse) {
                for (int o = 0; o < O; ++o) {
                    const float e = y[o] - t[o];
                    loss += e * e;
                    d[o] = derive<NET.layers[N - 1].activation>(e * (2.0f / (B * O)), y[o]);
                }
            } else {
                float probability = 0;
                for (int o = 0; o < O; ++o) {
                    probability += y[o] * t[o];
                    d[o] = (y[o] - t[o]) * (1.0f / B);
                }
                loss -= std::log(std::max(probability, 1e-30f));
            }
        }
        backward<RULE, B>(x, step);
        return loss / (NET.loss == Loss::mse ? B * O : B);
    }
};

int main(int argc, char** argv) { return drive<Arrays>("cpp-arrays", argc, argv); }
