//! yrs_updates.rs -- yrs: updates are applied, made, merged and compared; many are present. See
//! update_workloads.cpp and awareness_workloads.cpp.

use std::rc::Rc;
use std::time::Instant;

use std::cell::RefCell;
use yrs::sync::{Awareness, AwarenessUpdate};
use yrs::updates::decoder::Decode;
use yrs::updates::encoder::Encode;
use yrs::{diff_updates_v1, merge_updates_v1, merge_updates_v2, ClientID, Doc, GetString, Subscription};
use yrs::{ReadTxn, StateVector, Transact, Update};

use crate::inputs::{read_frames, read_messages, Messages};
use crate::measure::{maker, Makers, Outcome};
use crate::yrs_text::{apply, outcome_of, writer_with};

const TIMES: usize = 100;

type Frames = Vec<Vec<u8>>;

struct Updates {
    frames: Rc<Frames>,
    doc: Doc,
    docs: Vec<Doc>,
    made: Vec<u8>,
}

fn empty(frames: &Rc<Frames>) -> Updates {
    let doc = Doc::new();
    doc.get_or_insert_text("t");
    Updates { frames: frames.clone(), doc, docs: vec![], made: vec![] }
}

fn with(frames: &Rc<Frames>, count: usize) -> Updates {
    let state = empty(frames);
    frames[..count].iter().for_each(|update| apply(&state.doc, update));
    state
}

fn full(frames: &Rc<Frames>) -> Updates {
    with(frames, frames.len())
}

fn apply_all(state: &mut Updates) {
    state.frames.iter().for_each(|update| apply(&state.doc, update));
}

fn apply_all_v2(state: &mut Updates) {
    for update in state.frames.iter() {
        let update = Update::decode_v2(update).expect("an update");
        state.doc.transact_mut().apply_update(update).expect("applies");
    }
}

fn apply_together(state: &mut Updates) {
    let mut transaction = state.doc.transact_mut();
    for update in state.frames.iter() {
        let update = Update::decode_v1(update).expect("an update");
        transaction.apply_update(update).expect("applies");
    }
}

fn apply_rest(state: &mut Updates) {
    state.frames[1..].iter().for_each(|update| apply(&state.doc, update));
}

fn hold(state: &mut Updates) {
    for update in state.frames.iter() {
        let doc = Doc::new();
        apply(&doc, update);
        state.docs.push(doc);
    }
}

fn encode(state: &mut Updates) {
    state.made = state.doc.transact().encode_state_as_update_v1(&StateVector::default());
}

fn encode_v2(state: &mut Updates) {
    state.made = state.doc.transact().encode_state_as_update_v2(&StateVector::default());
}

fn read(state: &mut Updates) {
    let text = state.doc.get_or_insert_text("t");
    state.made = text.get_string(&state.doc.transact()).into_bytes();
}

fn state_vector(state: &mut Updates) {
    for _ in 0..TIMES {
        state.made = state.doc.transact().state_vector().encode_v1();
    }
}

fn diff(state: &mut Updates) {
    for _ in 0..TIMES {
        let theirs = StateVector::decode_v1(state.frames.last().unwrap()).expect("a state vector");
        state.made = state.doc.transact().encode_state_as_update_v1(&theirs);
    }
}

fn diff_update(state: &mut Updates) {
    state.made = diff_updates_v1(&state.frames[0], state.frames.last().unwrap()).expect("an update");
}

fn merge(state: &mut Updates) {
    state.made = merge_updates_v1(state.frames.iter()).expect("updates");
}

fn merge_v2(state: &mut Updates) {
    state.made = merge_updates_v2(state.frames.iter()).expect("updates");
}

fn applied(state: &mut Updates) -> Outcome {
    outcome_of(&state.doc)
}

fn merged(state: &mut Updates) -> Outcome {
    apply(&state.doc, &state.made);
    merged_text(state)
}

fn merged_v2(state: &mut Updates) -> Outcome {
    let update = Update::decode_v2(&state.made).expect("an update");
    state.doc.transact_mut().apply_update(update).expect("applies");
    merged_text(state)
}

fn merged_text(state: &Updates) -> Outcome {
    let text = state.doc.get_or_insert_text("t").get_string(&state.doc.transact());
    Outcome::default().file("text", text).count("merged_bytes", state.made.len() as u64)
}

fn bytes(state: &mut Updates) -> Outcome {
    Outcome::default().count("bytes", state.made.len() as u64)
}

fn made(state: &mut Updates) -> Outcome {
    Outcome::default().file("state", state.made.clone())
}

fn as_v2(path: &str) -> Frames {
    let again = |update: &Vec<u8>| Update::decode_v1(update).expect("an update").encode_v2();
    read_frames(path).iter().map(again).collect()
}

// --- awareness ------------------------------------------------------------------------------------

struct Present {
    messages: Rc<Messages>,
    awareness: Awareness,
    encoded: Option<Vec<u8>>,
    reported: Option<Rc<RefCell<u64>>>,
    latencies_ns: Vec<u64>,
    _subscriptions: Vec<Subscription>,
}

fn alone(messages: &Rc<Messages>) -> Present {
    let awareness = Awareness::new(writer_with(1));
    Present {
        messages: messages.clone(),
        awareness,
        encoded: None,
        reported: None,
        latencies_ns: vec![],
        _subscriptions: vec![],
    }
}

fn take(awareness: &mut Awareness, message: &[u8]) {
    let update = AwarenessUpdate::decode_v1(message).expect("an update");
    awareness.apply_update_with(update, "bench").expect("applies");
}

fn take_all(awareness: &mut Awareness, messages: &Frames) {
    messages.iter().for_each(|message| take(awareness, message));
}

fn among_all(messages: &Rc<Messages>) -> Present {
    let mut state = alone(messages);
    take_all(&mut state.awareness, &messages.all_arrive);
    state
}

fn watched(messages: &Rc<Messages>) -> Present {
    let mut state = among_all(messages);
    let reported = Rc::new(RefCell::new(0));
    let (first, second) = (reported.clone(), reported.clone());
    state._subscriptions = vec![
        state.awareness.on_change(move |_, event, _| *first.borrow_mut() += event.updated().len() as u64),
        state.awareness.on_update(move |_, event, _| *second.borrow_mut() += event.updated().len() as u64),
    ];
    state.reported = Some(reported);
    state
}

fn timed(state: &mut Present) {
    for message in &state.messages.changes {
        let start = Instant::now();
        take(&mut state.awareness, message);
        state.latencies_ns.push(start.elapsed().as_nanos() as u64);
    }
}

fn encode_all(state: &mut Present) {
    state.encoded = Some(state.awareness.update().expect("states").encode_v1());
}

fn expire(state: &mut Present) {
    let everybody: Vec<ClientID> = state.awareness.iter().map(|(client, _)| client).collect();
    for client in everybody {
        if client != ClientID::new(1) {
            state.awareness.remove_state(client);
        }
    }
}

fn present(state: &mut Present) -> Outcome {
    if state.encoded.is_none() {
        encode_all(state);
    }
    let mut outcome = Outcome::default().file("awareness", state.encoded.take().unwrap());
    outcome.latencies_ns = std::mem::take(&mut state.latencies_ns);
    match &state.reported {
        Some(reported) => outcome.count("reported", *reported.borrow()),
        None => outcome,
    }
}

pub fn makers() -> Makers {
    let frames = read_frames;
    let all: Makers = vec![
        ("apply", maker(frames, empty, apply_all, applied)),
        ("apply-v2", maker(as_v2, empty, apply_all_v2, applied)),
        ("apply-together", maker(frames, empty, apply_together, applied)),
        ("apply-rest", maker(frames, |f| with(f, 1), apply_rest, applied)),
        (
            "hold",
            maker(frames, empty, hold, |state| {
                Outcome::default().count("documents", state.docs.len() as u64)
            }),
        ),
        ("encode", maker(frames, full, encode, made)),
        ("encode-v2", maker(frames, full, encode_v2, made)),
        (
            "read",
            maker(frames, full, read, |state| Outcome::default().file("text", state.made.clone())),
        ),
        ("state-vector", maker(frames, full, state_vector, bytes)),
        ("diff", maker(frames, |f| with(f, f.len() - 1), diff, bytes)),
        ("diff-update", maker(frames, empty, diff_update, bytes)),
        ("merge", maker(frames, empty, merge, merged)),
        ("merge-v2", maker(as_v2, empty, merge_v2, merged_v2)),
    ];
    all.into_iter().chain(presence()).collect()
}

fn presence() -> Makers {
    let read = read_messages;
    vec![
        ("awareness-arrive", maker(read, alone, |s| take_all(&mut s.awareness, &s.messages.arrivals), present)),
        ("awareness-change", maker(read, among_all, |s| take_all(&mut s.awareness, &s.messages.changes), present)),
        (
            "awareness-arrive-batch",
            maker(read, alone, |s| take_all(&mut s.awareness, &s.messages.all_arrive), present),
        ),
        (
            "awareness-change-batch",
            maker(read, among_all, |s| take_all(&mut s.awareness, &s.messages.all_change), present),
        ),
        ("awareness-observed", maker(read, watched, |s| take_all(&mut s.awareness, &s.messages.changes), present)),
        ("awareness-latency", maker(read, among_all, timed, present)),
        ("awareness-encode", maker(read, among_all, encode_all, present)),
        ("awareness-expire", maker(read, among_all, expire, present)),
    ]
}
