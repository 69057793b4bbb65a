//! yrs_values.rs -- yrs: arrays, maps and nesting; see sequence_workloads.cpp and map_workloads.cpp.

use std::rc::Rc;

use yrs::{Any, Array, ArrayPrelim, ArrayRef, Doc, Map, MapRef, Out, Subscription, Transact};

use crate::inputs::{read_edits, read_frames, Edit};
use crate::measure::{maker, Makers, Outcome};
use crate::yrs_text::{apply, state_of, writer};

struct Numbers {
    edits: Rc<Vec<Edit>>,
    doc: Doc,
    array: ArrayRef,
    sum: u64,
    _subscription: Option<Subscription>,
}

fn numbers(edits: &Rc<Vec<Edit>>) -> Numbers {
    let doc = writer();
    let array = doc.get_or_insert_array("a");
    Numbers { edits: edits.clone(), doc, array, sum: 0, _subscription: None }
}

fn push(state: &mut Numbers) {
    for value in 0..state.edits.len() {
        state.array.push_back(&mut state.doc.transact_mut(), value as i64);
    }
}

fn push_one(state: &mut Numbers) {
    let mut txn = state.doc.transact_mut();
    for value in 0..state.edits.len() {
        state.array.push_back(&mut txn, value as i64);
    }
}

fn insert(state: &mut Numbers) {
    for (value, edit) in state.edits.iter().enumerate() {
        state.array.insert(&mut state.doc.transact_mut(), edit.position, value as i64);
    }
}

fn insert_one(state: &mut Numbers) {
    let mut txn = state.doc.transact_mut();
    for (value, edit) in state.edits.iter().enumerate() {
        state.array.insert(&mut txn, edit.position, value as i64);
    }
}

fn extend(state: &mut Numbers) {
    let values = (0..state.edits.len()).map(|value| Any::from(value as i64));
    state.array.insert_range(&mut state.doc.transact_mut(), 0, values);
}

fn in_pieces(edits: &Rc<Vec<Edit>>) -> Numbers {
    let mut state = numbers(edits);
    insert_one(&mut state);
    state
}

fn number(out: Option<Out>) -> u64 {
    match out {
        Some(Out::Any(Any::Number(value))) => value as u64,
        Some(Out::Any(Any::BigInt(value))) => value as u64,
        other => panic!("not a number: {other:?}"),
    }
}

fn get(state: &mut Numbers) {
    let txn = state.doc.transact();
    for edit in state.edits.iter() {
        state.sum += number(state.array.get(&txn, edit.position));
    }
}

fn paired(edits: &Rc<Vec<Edit>>) -> Numbers {
    let mut state = numbers(edits);
    let other = Doc::new();
    let follow = move |_: &yrs::TransactionMut, event: &yrs::UpdateEvent| apply(&other, &event.update);
    state._subscription = Some(state.doc.observe_update_v1(follow).unwrap());
    state
}

fn array(state: &mut Numbers) -> Outcome {
    let size = state.array.len(&state.doc.transact());
    Outcome::default().file("state", state_of(&state.doc)).count("size", size.into())
}

// --- maps -----------------------------------------------------------------------------------------

struct Keys {
    keys: Vec<String>,
    doc: Doc,
    map: MapRef,
    sum: u64,
}

fn keys(edits: &Rc<Vec<Edit>>) -> Keys {
    let doc = writer();
    let map = doc.get_or_insert_map("m");
    let keys = edits.iter().map(|edit| format!("key{}", edit.position)).collect();
    Keys { keys, doc, map, sum: 0 }
}

fn set(state: &mut Keys) {
    for (value, key) in state.keys.iter().enumerate() {
        state.map.insert(&mut state.doc.transact_mut(), key.as_str(), value as i64);
    }
}

fn set_one(state: &mut Keys) {
    let mut txn = state.doc.transact_mut();
    for (value, key) in state.keys.iter().enumerate() {
        state.map.insert(&mut txn, key.as_str(), value as i64);
    }
}

fn with_values(edits: &Rc<Vec<Edit>>) -> Keys {
    let mut state = keys(edits);
    set_one(&mut state);
    state
}

fn get_keys(state: &mut Keys) {
    let txn = state.doc.transact();
    for key in &state.keys {
        state.sum += number(state.map.get(&txn, key));
    }
}

fn map(state: &mut Keys) -> Outcome {
    let size = state.map.len(&state.doc.transact());
    Outcome::default().file("state", state_of(&state.doc)).count("size", size.into())
}

// --- arrays in arrays -----------------------------------------------------------------------------

struct Nest {
    depth: usize,
    doc: Doc,
    outermost: ArrayRef,
    found: u64,
    state: Option<Vec<u8>>,
}

fn flat(frames: &Rc<Vec<Vec<u8>>>) -> Nest {
    let doc = writer();
    let outermost = doc.get_or_insert_array("a");
    Nest { depth: frames.len(), doc, outermost, found: 0, state: None }
}

fn nest(state: &mut Nest) {
    let mut txn = state.doc.transact_mut();
    let mut inner = state.outermost.clone();
    for _ in 0..state.depth {
        inner = inner.insert(&mut txn, 0, ArrayPrelim::default());
    }
}

fn nested(frames: &Rc<Vec<Vec<u8>>>) -> Nest {
    let mut state = flat(frames);
    nest(&mut state);
    state
}

fn descend(state: &mut Nest) {
    let txn = state.doc.transact();
    let mut inner = state.outermost.clone();
    while let Some(Out::YArray(next)) = inner.get(&txn, 0) {
        inner = next;
        state.found += 1;
    }
}

fn encode(state: &mut Nest) {
    state.state = Some(state_of(&state.doc));
}

fn delete(state: &mut Nest) {
    state.outermost.remove(&mut state.doc.transact_mut(), 0);
}

fn nest_state(state: &mut Nest) -> Outcome {
    Outcome::default().file("state", state.state.take().unwrap_or_else(|| state_of(&state.doc)))
}

pub fn makers() -> Makers {
    let (edits, frames) = (read_edits, read_frames);
    vec![
        ("array-push", maker(edits, numbers, push, array)),
        ("array-push-one", maker(edits, numbers, push_one, array)),
        ("array-insert", maker(edits, numbers, insert, array)),
        ("array-insert-one", maker(edits, numbers, insert_one, array)),
        ("array-extend", maker(edits, numbers, extend, array)),
        ("array-get", maker(edits, in_pieces, get, |s| Outcome::default().count("sum", s.sum))),
        ("array-pair", maker(edits, paired, insert, array)),
        ("map-set", maker(edits, keys, set, map)),
        ("map-set-one", maker(edits, keys, set_one, map)),
        ("map-get", maker(edits, with_values, get_keys, |s| Outcome::default().count("sum", s.sum))),
        ("nest-make", maker(frames, flat, nest, nest_state)),
        ("nest-read", maker(frames, nested, descend, |s| Outcome::default().count("depth", s.found))),
        ("nest-encode", maker(frames, nested, encode, nest_state)),
        ("nest-delete", maker(frames, nested, delete, nest_state)),
    ]
}
