// The five networks, their numbers, their naive reference in double, and the clock, shared by every C++ peer.
//
// The generator, the seeds, and the scaling are those of networks.py, which documents them. Axes: B batch, I inputs,
// O outputs. Weights are `[I][O]`, row by row.
#pragma once

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <string>
#include <vector>

enum class Activation { linear, relu, tanh, sigmoid, softmax };
enum class Loss { mse, cross_entropy };

struct LayerShape {
    int inputs, outputs;
    Activation activation;
};

struct Network {
    const char* name;
    int index, n_layers;
    LayerShape layers[4];
    Loss loss;

    constexpr int inputs() const { return layers[0].inputs; }
    constexpr int outputs() const { return layers[n_layers - 1].outputs; }
    // Two for each multiply-add of one row's forward pass.
    constexpr double flops() const {
        double sum = 0;
        for (int l = 0; l < n_layers; ++l) sum += 2.0 * layers[l].inputs * layers[l].outputs;
        return sum;
    }
};

using A = Activation;
inline constexpr Network XOR{"xor", 0, 2, {{2, 8, A::tanh}, {8, 1, A::sigmoid}}, Loss::mse};
inline constexpr Network CONTROL{
    "control", 1, 3, {{17, 64, A::tanh}, {64, 64, A::tanh}, {64, 6, A::tanh}}, Loss::mse};
inline constexpr Network FIELD{
    "field", 2, 4, {{32, 64, A::relu}, {64, 64, A::relu}, {64, 64, A::relu}, {64, 16, A::linear}}, Loss::mse};
inline constexpr Network MNIST{
    "mnist", 3, 2, {{784, 128, A::relu}, {128, 10, A::softmax}}, Loss::cross_entropy};
inline constexpr Network WIDE{
    "wide", 4, 3, {{784, 512, A::relu}, {512, 512, A::relu}, {512, 10, A::softmax}}, Loss::cross_entropy};

inline constexpr int N_CHECKED_ROWS = 8;
inline constexpr double TOLERANCE = 1e-4, TRAINED_TOLERANCE = 1e-3;
inline constexpr int CHECKED_STEPS = 3;
inline constexpr double BETA1 = 0.9, BETA2 = 0.999, EPSILON = 1e-8;

enum class Rule { sgd, adam };
inline const char* name_of(Rule rule) { return rule == Rule::sgd ? "sgd" : "adam"; }
inline double checked_rate(Rule rule) { return rule == Rule::sgd ? 0.05 : 1e-3; }
inline double timed_rate(Rule rule) { return rule == Rule::sgd ? 1e-4 : 1e-5; }

// What one update multiplies with: `w -= size * m / (sqrt(v) * scale + epsilon)`.
struct Step {
    float rate, size, scale;
};

// Adam's corrections, step by step: a product each, since `pow` costs more than a whole step of xor.
class Steps {
    double rate, power1 = 1, power2 = 1;

public:
    explicit Steps(double rate) : rate(rate) {}
    template <Rule RULE>
    Step next() {
        if constexpr (RULE == Rule::sgd) return {float(rate), 0.0f, 0.0f};
        power1 = power1 * BETA1;
        power2 = power2 * BETA2;
        return {float(rate), float(rate / (1.0 - power1)), float(1.0 / std::sqrt(1.0 - power2))};
    }
};

class Random {
    uint32_t state;

public:
    explicit Random(uint32_t seed) : state(2654435761u * (seed + 1)) {}
    double next() {
        state = 1664525u * state + 1013904223u;
        return double(state >> 8) / 8388608.0 - 1.0;
    }
};

inline std::vector<float> random_values(uint32_t seed, size_t n, double scale) {
    Random random(seed);
    std::vector<float> values(n);
    for (float& value : values) value = float(random.next() * scale);
    return values;
}

inline std::vector<float> weights_of(const Network& net, int layer) {
    const LayerShape& shape = net.layers[layer];
    return random_values(100 * net.index + 2 * layer, size_t(shape.inputs) * shape.outputs, std::sqrt(6.0 / shape.inputs));
}
inline std::vector<float> biases_of(const Network& net, int layer) {
    return random_values(100 * net.index + 2 * layer + 1, net.layers[layer].outputs, 0.1);
}
inline std::vector<float> inputs_of(const Network& net, int batch) {
    return random_values(100 * net.index + 50, size_t(batch) * net.inputs(), 1.0);
}
// `[B][O]`; one-hot for cross entropy.
inline std::vector<float> targets_of(const Network& net, int batch) {
    if (net.loss == Loss::mse) return random_values(100 * net.index + 51, size_t(batch) * net.outputs(), 0.5);
    std::vector<float> targets(size_t(batch) * net.outputs(), 0.0f);
    for (int b = 0; b < batch; ++b) targets[size_t(b) * net.outputs() + 7 * b % 10] = 1.0f;
    return targets;
}

// The network in double by plain loops: what every peer's outputs must agree with.
class Reference {
    const Network& net;
    std::vector<std::vector<double>> w, b;

public:
    explicit Reference(const Network& net) : net(net) {
        for (int l = 0; l < net.n_layers; ++l) {
            auto weights = weights_of(net, l), biases = biases_of(net, l);
            w.emplace_back(weights.begin(), weights.end());
            b.emplace_back(biases.begin(), biases.end());
        }
    }

    std::vector<std::vector<double>> forward(const float* x) const {
        std::vector<std::vector<double>> values{{x, x + net.inputs()}};
        for (int l = 0; l < net.n_layers; ++l) {
            const LayerShape& shape = net.layers[l];
            std::vector<double> y = b[l];
            for (int i = 0; i < shape.inputs; ++i)
                for (int o = 0; o < shape.outputs; ++o) y[o] += values[l][i] * w[l][size_t(i) * shape.outputs + o];
            double sum = 0;
            const double largest = *std::max_element(y.begin(), y.end());
            for (double& v : y) {
                switch (shape.activation) {
                    case Activation::linear: break;
                    case Activation::relu: v = std::max(v, 0.0); break;
                    case Activation::tanh: v = std::tanh(v); break;
                    case Activation::sigmoid: v = 1.0 / (1.0 + std::exp(-v)); break;
                    case Activation::softmax: sum += v = std::exp(v - largest); break;
                }
            }
            if (shape.activation == Activation::softmax)
                for (double& v : y) v /= sum;
            values.push_back(y);
        }
        return values;
    }

    void train(Rule rule, int batch, const float* x, const float* targets) {
        std::vector<std::vector<double>> m[2], v[2];
        for (auto* part : {&w, &b})
            for (auto& values : *part) {
                m[part == &b].emplace_back(values.size(), 0.0);
                v[part == &b].emplace_back(values.size(), 0.0);
            }
        for (int t = 1; t <= CHECKED_STEPS; ++t) {
            std::vector<std::vector<double>> g[2];
            for (auto* part : {&w, &b})
                for (auto& values : *part) g[part == &b].emplace_back(values.size(), 0.0);
            for (int row = 0; row < batch; ++row) gradient(batch, x, targets, row, g);
            for (int part = 0; part < 2; ++part)
                for (int l = 0; l < net.n_layers; ++l)
                    for (size_t k = 0; k < g[part][l].size(); ++k) {
                        double& p = (part ? b : w)[l][k];
                        const double value = g[part][l][k], rate = checked_rate(rule);
                        if (rule == Rule::sgd) {
                            p -= rate * value;
                            continue;
                        }
                        double& first = m[part][l][k];
                        double& second = v[part][l][k];
                        first = BETA1 * first + (1 - BETA1) * value;
                        second = BETA2 * second + (1 - BETA2) * value * value;
                        p -= rate * first / (1 - std::pow(BETA1, t)) /
                             (std::sqrt(second / (1 - std::pow(BETA2, t))) + EPSILON);
                    }
        }
    }

private:
    void gradient(int batch, const float* x, const float* targets, int row, std::vector<std::vector<double>> (&g)[2]) {
        auto values = forward(x + size_t(row) * net.inputs());
        std::vector<double> d = values.back();
        for (int o = 0; o < net.outputs(); ++o) {
            d[o] -= targets[size_t(row) * net.outputs() + o];
            d[o] *= net.loss == Loss::mse ? 2.0 / (double(batch) * net.outputs()) : 1.0 / batch;
        }
        for (int l = net.n_layers; l-- > 0;) {
            const LayerShape& shape = net.layers[l];
            for (int o = 0; o < shape.outputs; ++o) {
                const double y = values[l + 1][o];
                switch (shape.activation) {
                    case Activation::relu: d[o] = y > 0 ? d[o] : 0.0; break;
                    case Activation::tanh: d[o] *= 1 - y * y; break;
                    case Activation::sigmoid: d[o] *= y * (1 - y); break;
                    default: break;
                }
                g[1][l][o] += d[o];
            }
            std::vector<double> below(shape.inputs, 0.0);
            for (int i = 0; i < shape.inputs; ++i)
                for (int o = 0; o < shape.outputs; ++o) {
                    g[0][l][size_t(i) * shape.outputs + o] += values[l][i] * d[o];
                    below[i] += w[l][size_t(i) * shape.outputs + o] * d[o];
                }
            d = below;
        }
    }
};

// Ends the program unless `found [rows][O]` agrees with `reference` on the first rows of `x`.
inline void check(const char* peer, const Network& net, const std::string& what, const Reference& reference,
                  const float* x, const float* found, int rows, double tolerance) {
    double largest = 0, error = 0;
    for (int row = 0; row < rows; ++row) {
        auto expected = reference.forward(x + size_t(row) * net.inputs()).back();
        for (int o = 0; o < net.outputs(); ++o) {
            const float value = found[size_t(row) * net.outputs() + o];
            // -ffast-math removes isnan, so a NaN is found by its bits.
            uint32_t bits;
            std::memcpy(&bits, &value, sizeof bits);
            if ((bits & 0x7fffffff) > 0x7f800000) error = 1e30;
            largest = std::max(largest, std::fabs(expected[o]));
            error = std::max(error, std::fabs(expected[o] - value));
        }
    }
    if (error > tolerance * largest) {
        std::fprintf(stderr, "%s: %s, %s: outputs differ by %.2e of the largest, allowed %.0e\n", peer, net.name,
                     what.c_str(), error / largest, tolerance);
        std::exit(1);
    }
}

// Memory may have changed: keeps a loop's calls from being merged or hoisted.
inline void barrier() { asm volatile("" ::: "memory"); }

struct Options {
    bool quick = false;
    bool turns = false;
    double peak = 0;
    std::string nets = ",xor,control,field,mnist,wide,";

    Options(int argc, char** argv) {
        for (int k = 1; k < argc; ++k) {
            const std::string argument = argv[k];
            if (argument == "--quick") quick = true;
            else if (argument == "--turns") turns = true;
            else if (argument == "--peak" && k + 1 < argc) peak = std::atof(argv[++k]);
            else if (argument == "--nets" && k + 1 < argc) nets = "," + std::string(argv[++k]) + ",";
            else {
                std::fprintf(stderr, "usage: %s [--quick] [--peak GFLOPS] [--nets a,b], or %s --turns\n", argv[0], argv[0]);
                std::exit(2);
            }
        }
    }
    bool wants(const Network& net) const { return nets.find("," + std::string(net.name) + ",") != std::string::npos; }
};

// Collects the measures of one network, then times them in turns, so that a noisy second hits them all alike.
class Bench {
    struct Measure {
        std::string name;
        int batch;
        std::function<void(long)> run;
        long n = 1;
        double best = 0;
    };
    const Options& options;
    const char* peer;
    const Network& net;
    std::vector<Measure> measures;
    std::string only_name;
    int only_batch = 0;

    static double timed(const Measure& measure, long n) {
        const auto start = std::chrono::steady_clock::now();
        measure.run(n);
        return std::chrono::duration<double, std::nano>(std::chrono::steady_clock::now() - start).count();
    }

public:
    Bench(const Options& options, const char* peer, const Network& net) : options(options), peer(peer), net(net) {}

    // From now on wants a single measure.
    void only(const std::string& name, int batch) {
        only_name = name;
        only_batch = batch;
    }
    bool wants(const std::string& name, int batch) const {
        return only_name.empty() || (name == only_name && batch == only_batch);
    }
    bool is_empty() const { return measures.empty(); }

    // Nanoseconds of `n` calls of the only measure.
    double turn(long n) const { return timed(measures.front(), n); }

    // `run(n)` makes the call `n` times.
    void add(const std::string& name, int batch, std::function<void(long)> run) {
        measures.push_back({name, batch, std::move(run)});
    }

    // Prints one line for each measure: the least time over all rounds.
    void time_all() {
        const int n_rounds = options.quick ? 6 : 25;
        const double round_ns = options.quick ? 4e6 : 20e6;
        for (Measure& measure : measures) {
            timed(measure, 1);
            double elapsed = timed(measure, 1);
            while (elapsed < round_ns / 4) elapsed = timed(measure, measure.n *= 2);
            measure.best = elapsed / measure.n;
            measure.n = std::max(1L, std::lround(round_ns / measure.best));
        }
        for (int round = 0; round < n_rounds; ++round)
            for (Measure& measure : measures) measure.best = std::min(measure.best, timed(measure, measure.n) / measure.n);
        for (const Measure& measure : measures) {
            const bool training = measure.name == "sgd" || measure.name == "adam";
            const double gflops = net.flops() * measure.batch * (training ? 3 : 1) / measure.best;
            std::printf("{\"peer\": \"%s\", \"net\": \"%s\", \"measure\": \"%s\", \"batch\": %d, \"threads\": 1, ", peer,
                        net.name, measure.name.c_str(), measure.batch);
            std::printf("\"ns\": %.2f, \"gflops\": %.4f, \"peak_fraction\": ", measure.best, gflops);
            if (options.peak > 0) std::printf("%.4f}\n", gflops / options.peak);
            else std::printf("null}\n");
            std::fflush(stdout);
        }
    }
};
