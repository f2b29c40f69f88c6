"""The training of the benchmark `streams` in PyTorch: an LSTM of 40 units and a dense layer on 64 streams of 64 steps, on one thread.

Prints the losses of the first four steps of Adam, which are those that `cargo bench -p nn-benches --bench streams -- train` prints, and
the shortest and the median time of a step.
"""

import time

import torch

STREAMS, STEPS, ROUNDS = 64, 64, 60

torch.set_num_threads(1)
torch.set_flush_denormal(True)
lstm, dense = torch.nn.LSTM(1, 40), torch.nn.Linear(40, 1)
parameters = [*lstm.parameters(), *dense.parameters()]
first = 0
for parameter in parameters:
    numbers = torch.arange(first, first + parameter.numel(), dtype=torch.float32)
    parameter.data = (0.3 * torch.sin(0.7 * numbers + 0.1)).reshape(parameter.shape)
    first += parameter.numel()
phase = 0.05 * torch.arange(1.0, STREAMS + 1) * torch.arange(0.0, STEPS)[:, None]
x, t = torch.sin(phase)[..., None], torch.cos(phase + 0.5)[..., None]
optimizer = torch.optim.Adam(parameters, lr=0.001)


def step():
    optimizer.zero_grad()
    loss = torch.nn.functional.mse_loss(dense(lstm(x)[0]), t)
    loss.backward()
    optimizer.step()
    return loss


print("losses of four steps of Adam", [round(step().item(), 6) for _ in range(4)])
times = []
for _ in range(ROUNDS):
    start = time.perf_counter()
    step()
    times.append(time.perf_counter() - start)
times.sort()
print(f"shortest {1e6 * times[0]:.0f} us, median {1e6 * times[len(times) // 2]:.0f} us, PyTorch {torch.__version__}")
