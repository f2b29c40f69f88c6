// Verifies a peer's model, then times it. A peer is a class template over the network, default-constructed with the
// weights of networks.h, with
//   static constexpr bool TRAINS                                     whether it has `train`
//   static constexpr bool BATCHES                                    whether `predict<B>` exists for B above 1
//   template <int B> void predict(const float* x, float* y)          `x [B][I]`, `y [B][O]`
//   template <Rule R, int B> float train(const float* x, const float* targets, Step step)    the loss
#pragma once

#include "networks.h"

#include <iostream>
#include <memory>
#include <sstream>

template <template <const Network&> class Model, const Network& NET, int B>
void add_prediction(Bench& bench, const char* peer) {
    if (!bench.wants("predict", B) && !(B == 1 && bench.wants("predict_dependent", B))) return;
    std::shared_ptr<Model<NET>> model(new Model<NET>);
    const int rows = std::min(B, N_CHECKED_ROWS);
    auto x = std::make_shared<std::vector<float>>(inputs_of(NET, std::max(B, N_CHECKED_ROWS)));
    auto y = std::make_shared<std::vector<float>>(size_t(std::max(B, N_CHECKED_ROWS)) * NET.outputs());
    for (int row = 0; row < N_CHECKED_ROWS; row += rows)
        model->template predict<B>(x->data() + size_t(row) * NET.inputs(), y->data() + size_t(row) * NET.outputs());
    check(peer, NET, "batch " + std::to_string(B), Reference(NET), x->data(), y->data(), N_CHECKED_ROWS, TOLERANCE);

    if (bench.wants("predict", B)) {
        bench.add("predict", B, [=](long n) {
            for (long k = 0; k < n; ++k) {
                barrier();
                model->template predict<B>(x->data(), y->data());
            }
            barrier();
        });
    }
    if (B == 1 && bench.wants("predict_dependent", B)) {
        bench.add("predict_dependent", B, [=](long n) {
            float* input = x->data();
            float* output = y->data();
            for (long k = 0; k < n; ++k) {
                barrier();
                model->template predict<B>(input, output);
                input[0] += 1e-6f * output[0];
            }
            barrier();
        });
    }
}

template <template <const Network&> class Model, const Network& NET, Rule R, int B>
void add_training(Bench& bench, const char* peer) {
    if (!bench.wants(name_of(R), B)) return;
    auto x = std::make_shared<std::vector<float>>(inputs_of(NET, std::max(B, N_CHECKED_ROWS)));
    auto targets = std::make_shared<std::vector<float>>(targets_of(NET, B));
    {
        std::unique_ptr<Model<NET>> model(new Model<NET>);
        Reference reference(NET);
        reference.train(R, B, x->data(), targets->data());
        Steps steps(checked_rate(R));
        for (int t = 0; t < CHECKED_STEPS; ++t)
            model->template train<R, B>(x->data(), targets->data(), steps.template next<R>());
        std::vector<float> y(size_t(N_CHECKED_ROWS) * NET.outputs());
        for (int row = 0; row < N_CHECKED_ROWS; ++row)
            model->template predict<1>(x->data() + size_t(row) * NET.inputs(), y.data() + size_t(row) * NET.outputs());
        const std::string what = std::string(name_of(R)) + ", batch " + std::to_string(B);
        check(peer, NET, what, reference, x->data(), y.data(), N_CHECKED_ROWS, TRAINED_TOLERANCE);
    }
    std::shared_ptr<Model<NET>> model(new Model<NET>);
    auto steps = std::make_shared<Steps>(timed_rate(R));
    bench.add(name_of(R), B, [=](long n) {
        volatile float loss = 0;
        for (long k = 0; k < n; ++k) {
            barrier();
            loss = model->template train<R, B>(x->data(), targets->data(), steps->template next<R>());
        }
        barrier();
        (void)loss;
    });
}

template <template <const Network&> class Model, const Network& NET>
void add_all(Bench& bench, const char* peer) {
    add_prediction<Model, NET, 1>(bench, peer);
    if constexpr (Model<NET>::BATCHES) {
        add_prediction<Model, NET, 32>(bench, peer);
        add_prediction<Model, NET, 256>(bench, peer);
        add_prediction<Model, NET, 4096>(bench, peer);
    }
    if constexpr (Model<NET>::TRAINS) {
        add_training<Model, NET, Rule::sgd, 1>(bench, peer);
        add_training<Model, NET, Rule::sgd, 32>(bench, peer);
        add_training<Model, NET, Rule::sgd, 256>(bench, peer);
        add_training<Model, NET, Rule::adam, 1>(bench, peer);
        add_training<Model, NET, Rule::adam, 32>(bench, peer);
        add_training<Model, NET, Rule::adam, 256>(bench, peer);
    }
}

template <template <const Network&> class Model, const Network& NET>
void run(const Options& options, const char* peer) {
    if (!options.wants(NET)) return;
    Bench bench(options, peer, NET);
    add_all<Model, NET>(bench, peer);
    bench.time_all();
}

template <template <const Network&> class Model, const Network& NET>
void open(std::unique_ptr<Bench>& bench, const Options& options, const char* peer, const std::string& net,
          const std::string& measure, int batch) {
    if (net != NET.name) return;
    bench.reset(new Bench(options, peer, NET));
    bench->only(measure, batch);
    add_all<Model, NET>(*bench, peer);
}

// Does what lines on standard input say, so that `compare` times this program and others in turns:
//   open NET MEASURE BATCH     `ready`, or `none` if there is no such measure
//   run CALLS                  the nanoseconds that as many calls took
// It says its name first, and ends with its input.
template <template <const Network&> class Model>
int take_turns(const Options& options, const char* peer) {
    std::unique_ptr<Bench> bench;
    std::cout << peer << std::endl;
    for (std::string line; std::getline(std::cin, line);) {
        std::istringstream words(line);
        std::string command, net, measure;
        words >> command;
        int batch = 0;
        long calls = 0;
        if (command == "open" && words >> net >> measure >> batch) {
            bench.reset();
            open<Model, XOR>(bench, options, peer, net, measure, batch);
            open<Model, CONTROL>(bench, options, peer, net, measure, batch);
            open<Model, FIELD>(bench, options, peer, net, measure, batch);
            open<Model, MNIST>(bench, options, peer, net, measure, batch);
            open<Model, WIDE>(bench, options, peer, net, measure, batch);
            std::cout << (bench && !bench->is_empty() ? "ready" : "none") << std::endl;
        } else if (command == "run" && words >> calls && bench && !bench->is_empty()) {
            std::cout << std::llround(bench->turn(calls)) << std::endl;
        } else {
            std::cerr << peer << ": found `" << line << "`, expected `open NET MEASURE BATCH` or, behind it, `run CALLS`\n";
            return 2;
        }
    }
    return 0;
}

template <template <const Network&> class Model>
int drive(const char* peer, int argc, char** argv) {
    const Options options(argc, argv);
    if (options.turns) return take_turns<Model>(options, peer);
    run<Model, XOR>(options, peer);
    run<Model, CONTROL>(options, peer);
    run<Model, FIELD>(options, peer);
    run<Model, MNIST>(options, peer);
    run<Model, WIDE>(options, peer);
    return 0;
}
