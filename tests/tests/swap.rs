//! Networks that are swapped while they play: every one arrives, in order, fades in as documented, and is dropped by the thread that sent it.

use std::thread;

use allocation_counter::measure;
use nn_runtime::Error;
use nn_runtime::network::Parameters as _;
use nn_runtime::simd::Level;
use nn_runtime::stream::State;
use nn_runtime::swap::{self, CAPACITY};

nn_runtime::network! {
    /// One number for all inputs, once its weights are set so.
    pub(crate) struct Constant: [1] -> [1] { delay(1), output: dense(1) }
}

nn_runtime::network! {
    pub(crate) struct Amp: [1] -> [2] { lstm(5), dense(2) }
}

/// A network whose outputs are this number.
#[expect(clippy::unnecessary_box_returns, reason = "networks are sent in boxes")]
fn constant(number: f32) -> Box<Constant> {
    let mut net = Constant::zeros();
    net.output_mut().set_bias(0, number).expect("it has a bias");
    net
}

fn signal(n: usize) -> Vec<[f32; 1]> {
    (0..n).map(|step| [(step as f32 * 0.37).sin()]).collect()
}

/// What a fade of two networks gives from its first frame on, by the formula of the documentation.
fn faded(old: &[[f32; 2]], new: &[[f32; 2]], fade: usize) -> Vec<[f32; 2]> {
    (0..new.len())
        .map(|k| {
            let weight = if k < fade { (k + 1) as f32 * (1.0 / (fade as f32 + 1.0)) } else { 1.0 };
            std::array::from_fn(|i| if k < fade { old[k][i] + (new[k][i] - old[k][i]) * weight } else { new[k][i] })
        })
        .collect()
}

#[test]
fn a_fade_has_the_values_of_both_networks_in_blocks_of_any_length() {
    let (first, second) = (Amp::init(1), Amp::init(2));
    let inputs = signal(700);
    for fade in [0, 1, 5, 64, 200] {
        for length in [1, 7, 64, 65, 300] {
            let (mut sender, mut receiver) = swap::channel(first.clone(), fade);
            let (mut old, mut new) = (first.new_state(), second.new_state());
            // The new one goes on from a state that has seen something.
            new.prewarm(&second, &[0.5], 3);
            let mut found = vec![[0.0; 2]; inputs.len()];
            let (before, after) = inputs.split_at(300);
            let (found_before, found_after) = found.split_at_mut(300);
            receiver.process(before, found_before).expect("equal lengths");
            sender.send_with(second.clone(), new).expect("room");
            for (inputs, outputs) in after.chunks(length).zip(found_after.chunks_mut(length)) {
                receiver.process(inputs, outputs).expect("equal lengths");
            }
            let mut expected = vec![[0.0; 2]; 300];
            first.process(&mut old, before, &mut expected).expect("equal lengths");
            assert_eq!(expected, found_before, "before a fade of {fade}");
            let (mut of_old, mut of_new) = (vec![[0.0; 2]; 400], vec![[0.0; 2]; 400]);
            first.process(&mut old, after, &mut of_old).expect("equal lengths");
            second.process(&mut new, after, &mut of_new).expect("equal lengths");
            assert_eq!(faded(&of_old, &of_new, fade as usize), found_after, "a fade of {fade} in blocks of {length}");
            assert!(!receiver.is_fading());
            assert_eq!(sender.collect(), 1);
        }
    }
}

#[test]
fn a_network_that_fades_into_itself_changes_no_bit() {
    let net = Amp::init(3);
    let (mut sender, mut receiver) = swap::channel(net.clone(), 50);
    sender.send(net.clone()).expect("room");
    let (inputs, mut found, mut expected) = (signal(100), vec![[0.0; 2]; 100], vec![[0.0; 2]; 100]);
    receiver.process(&inputs, &mut found).expect("equal lengths");
    net.process(&mut State::new(), &inputs, &mut expected).expect("equal lengths");
    assert_eq!(found, expected);
}

#[test]
fn unequal_lengths_are_an_error_and_change_nothing() {
    let (mut sender, mut receiver) = swap::channel(constant(1.0), 4);
    sender.send(constant(2.0)).expect("room");
    let mut outputs = [[9.0]; 3];
    let error = receiver.process(&[[0.0]; 4], &mut outputs);
    assert!(matches!(error, Err(Error::BatchLength { expected: 4, found: 3, .. })), "{error:?}");
    assert_eq!((outputs, receiver.is_fading()), ([[9.0]; 3], false));
    receiver.process(&[], &mut []).expect("nothing");
    assert!(!receiver.is_fading());
}

#[test]
fn what_is_sent_at_once_waits_and_no_more_than_there_is_room_for() {
    let (mut sender, mut receiver) = swap::channel(constant(0.0), 3);
    for number in 1..=CAPACITY {
        sender.send(constant(number as f32)).expect("room");
    }
    let full = sender.send(constant(99.0)).expect_err("no room");
    assert_eq!(full.network.step(&mut State::new(), &[0.0]).map(f32::to_bits), [99.0_f32.to_bits()]);
    assert!(full.to_string().contains("found 16 that wait"), "{full}");
    // Each fades in as a whole before the next: three frames between two numbers.
    let mut outputs = vec![[0.0]; 3 * CAPACITY + 5];
    receiver.process(&vec![[0.0]; outputs.len()], &mut outputs).expect("equal lengths");
    for (frame, [output]) in outputs.iter().enumerate() {
        let (from, k) = ((frame / 3).min(CAPACITY), frame % 3);
        let expected = if from == CAPACITY { from as f32 } else { from as f32 + (k + 1) as f32 * 0.25 };
        assert!((output - expected).abs() < 1e-5, "frame {frame}: {output}, expected {expected}");
    }
    assert_eq!(sender.collect(), CAPACITY);
    sender.send(full.network).expect("room");
}

/// The numbers of the networks that were played, each once: where one fades into the next, the number of the old one is the integer below.
fn note(heard: &mut Vec<i64>, outputs: &[[f32; 1]]) {
    for [output] in outputs {
        let number = (output + 1e-3).floor() as i64;
        if heard.last() != Some(&number) {
            heard.push(number);
        }
    }
}

#[test]
fn the_audio_thread_neither_allocates_nor_frees_and_every_network_arrives_and_comes_back() {
    const SENT: i64 = 300;
    let _ = Level::detect();
    let (mut sender, mut receiver) = swap::channel(constant(0.0), 9);
    // Counts are those of the thread that measures.
    let audio = thread::spawn(move || {
        let (inputs, mut outputs) = (vec![[0.0]; 10], vec![[0.0]; 10]);
        let (mut heard, mut allocations) = (Vec::with_capacity(1000), Vec::new());
        while heard.last() != Some(&SENT) {
            let info = measure(|| receiver.process(&inputs, &mut outputs).expect("equal lengths"));
            if info.count_total != 0 || info.count_current != 0 || info.bytes_current != 0 {
                allocations.push(info);
            }
            note(&mut heard, &outputs);
        }
        (heard, allocations, receiver)
    });
    let mut came_back = 0;
    let sent = measure(|| {
        for number in 1..=SENT {
            let mut next = constant(number as f32);
            while let Err(full) = sender.send(next) {
                next = full.network;
                thread::yield_now();
            }
        }
    });
    let (heard, allocations, receiver) = audio.join().expect("the audio thread ends");
    assert!(allocations.is_empty(), "the audio thread allocates or frees: {allocations:?}");
    assert_eq!(heard, (0..=SENT).collect::<Vec<_>>());
    // A network and a player for each: what was not freed while sending is freed by the last collection, all but what plays.
    let rest = measure(|| came_back = i64::try_from(sender.collect()).expect("few"));
    assert!(came_back >= 1 && sent.count_total >= 2 * SENT.unsigned_abs(), "{came_back} came back at last, {sent:?}");
    let freed_before = SENT - sent.count_current / 2;
    assert_eq!(freed_before + came_back, SENT, "{sent:?} while sending, {rest:?} at last");
    assert_eq!(rest.count_current, -2 * came_back);
    assert!(!sender.is_abandoned());
    drop(receiver);
    assert!(sender.is_abandoned());
}
