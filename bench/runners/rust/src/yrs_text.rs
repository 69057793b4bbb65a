//! yrs_text.rs -- yrs: a text is typed, formatted and read; several people write; one undoes. See
//! text_workloads.cpp and session_workloads.cpp. Positions are those of yrs: bytes.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

use yrs::types::text::YChange;
use yrs::types::Attrs;
use yrs::undo::{Options as UndoOptions, UndoManager};
use yrs::updates::decoder::Decode;
use yrs::{
    Any, ClientID, Doc, GetString, Options, ReadTxn, StateVector, Subscription, Text, TextRef, Transact,
    TransactionMut, Update,
};

use crate::inputs::{read_edits, read_frames, read_session, Edit, Session};
use crate::measure::{maker, Makers, Outcome};

const CLIENT_ID: u64 = 2_000_000_011;

pub fn writer_with(id: u64) -> Doc {
    Doc::with_options(Options { client_id: ClientID::new(id), ..Options::default() })
}

pub fn writer() -> Doc {
    writer_with(CLIENT_ID)
}

pub fn state_of(doc: &Doc) -> Vec<u8> {
    doc.transact().encode_state_as_update_v1(&StateVector::default())
}

pub fn outcome_of(doc: &Doc) -> Outcome {
    let text = doc.get_or_insert_text("t");
    let string = text.get_string(&doc.transact());
    Outcome::default().file("text", string).file("state", state_of(doc))
}

pub fn apply(doc: &Doc, update: &[u8]) {
    let update = Update::decode_v1(update).expect("an update");
    doc.transact_mut().apply_update(update).expect("applies");
}

struct Typing {
    edits: Rc<Vec<Edit>>,
    doc: Doc,
    text: TextRef,
    other: Option<Doc>,
    update_bytes: Option<Rc<RefCell<u64>>>,
    undo: Option<UndoManager<()>>,
    _subscription: Option<Subscription>,
}

fn typing(edits: &Rc<Vec<Edit>>) -> Typing {
    let doc = writer();
    let text = doc.get_or_insert_text("t");
    let edits = edits.clone();
    Typing { edits, doc, text, other: None, update_bytes: None, undo: None, _subscription: None }
}

fn edit(text: &TextRef, txn: &mut TransactionMut, edit: &Edit) {
    if edit.removed > 0 {
        text.remove_range(txn, edit.position, edit.removed);
    } else {
        text.insert(txn, edit.position, &edit.inserted);
    }
}

/// Every edit in a transaction of its own.
fn replay(state: &mut Typing) {
    for one in state.edits.iter() {
        edit(&state.text, &mut state.doc.transact_mut(), one);
    }
}

fn replay_one(state: &mut Typing) {
    let mut txn = state.doc.transact_mut();
    for one in state.edits.iter() {
        edit(&state.text, &mut txn, one);
    }
}

/// While a listener takes the update of every edit, as a provider would.
fn observed(edits: &Rc<Vec<Edit>>, second: bool) -> Typing {
    let mut state = typing(edits);
    let bytes = Rc::new(RefCell::new(0));
    let counter = bytes.clone();
    let count = move |update: &[u8]| *counter.borrow_mut() += update.len() as u64;
    state._subscription = Some(if second {
        state.doc.observe_update_v2(move |_, event| count(&event.update)).unwrap()
    } else {
        state.doc.observe_update_v1(move |_, event| count(&event.update)).unwrap()
    });
    state.update_bytes = Some(bytes);
    state
}

/// While a second document applies every update as it is made.
fn paired(edits: &Rc<Vec<Edit>>) -> Typing {
    let mut state = typing(edits);
    let other = Doc::new();
    let follower = other.clone();
    let follow = move |_: &TransactionMut, event: &yrs::UpdateEvent| apply(&follower, &event.update);
    state._subscription = Some(state.doc.observe_update_v1(follow).unwrap());
    state.other = Some(other);
    state
}

fn typed(state: &mut Typing) -> Outcome {
    let outcome = outcome_of(state.other.as_ref().unwrap_or(&state.doc));
    match &state.update_bytes {
        Some(bytes) => outcome.count("update_bytes", *bytes.borrow()),
        None => outcome,
    }
}

// Every edit a step of its own, as no time passes for the manager's clock to join them.
fn recorded(edits: &Rc<Vec<Edit>>) -> Typing {
    let mut state = typing(edits);
    let options = UndoOptions { capture_timeout_millis: 0, ..UndoOptions::default() };
    let mut undo = UndoManager::with_options(options);
    undo.expand_scope(&state.doc, &state.text);
    state.undo = Some(undo);
    state
}

fn undo_all(state: &mut Typing) {
    while state.undo.as_mut().unwrap().undo_blocking() {}
}

fn redo_all(state: &mut Typing) {
    while state.undo.as_mut().unwrap().redo_blocking() {}
}

fn to_undo(edits: &Rc<Vec<Edit>>) -> Typing {
    let mut state = recorded(edits);
    replay(&mut state);
    state
}

fn to_redo(edits: &Rc<Vec<Edit>>) -> Typing {
    let mut state = to_undo(edits);
    undo_all(&mut state);
    state
}

// --- two documents start from the first edit, and each does every other one of the rest -----------

struct Apart {
    edits: Rc<Vec<Edit>>,
    docs: [Doc; 2],
}

fn exchange(docs: &[Doc; 2]) {
    let states: Vec<StateVector> = docs.iter().map(|doc| doc.transact().state_vector()).collect();
    let to_second = docs[0].transact().encode_state_as_update_v1(&states[1]);
    let to_first = docs[1].transact().encode_state_as_update_v1(&states[0]);
    apply(&docs[1], &to_second);
    apply(&docs[0], &to_first);
}

fn apart(edits: &Rc<Vec<Edit>>) -> Apart {
    let docs = [writer(), writer_with(CLIENT_ID + 1)];
    let text = docs[0].get_or_insert_text("t");
    text.insert(&mut docs[0].transact_mut(), 0, &edits[0].inserted);
    docs[1].get_or_insert_text("t");
    exchange(&docs);
    Apart { edits: edits.clone(), docs }
}

fn concurrent(state: &mut Apart) {
    for (turn, doc) in state.docs.iter().enumerate() {
        let text = doc.get_or_insert_text("t");
        let mut txn = doc.transact_mut();
        for one in state.edits.iter().skip(1 + turn).step_by(2) {
            edit(&text, &mut txn, one);
        }
    }
    exchange(&state.docs);
}

// --- rich text: the first edit is a text, those that remove stand for formats ---------------------

struct Formatting {
    typing: Typing,
    runs: usize,
}

fn pasted(edits: &Rc<Vec<Edit>>) -> Formatting {
    let typing = typing(edits);
    typing.text.insert(&mut typing.doc.transact_mut(), 0, &edits[0].inserted);
    Formatting { typing, runs: 0 }
}

fn format(state: &mut Formatting) {
    let Typing { edits, doc, text, .. } = &state.typing;
    for one in edits.iter().filter(|one| one.removed > 0) {
        let attributes: Attrs = HashMap::from([(Arc::from(one.inserted.as_str()), Any::Bool(true))]);
        text.format(&mut doc.transact_mut(), one.position, one.removed, attributes);
    }
}

fn formatted(edits: &Rc<Vec<Edit>>) -> Formatting {
    let mut state = pasted(edits);
    format(&mut state);
    state
}

fn formatted_insert(state: &mut Formatting) {
    let Typing { edits, doc, text, .. } = &state.typing;
    for one in edits.iter().skip(1).filter(|one| one.removed == 0) {
        text.insert(&mut doc.transact_mut(), one.position, &one.inserted);
    }
}

fn formatted_read(state: &mut Formatting) {
    let Typing { doc, text, .. } = &state.typing;
    state.runs = text.diff(&doc.transact(), YChange::identity).len();
}

// --- several people write -------------------------------------------------------------------------

struct Live {
    session: Rc<Session>,
    docs: Vec<Doc>,
    texts: Vec<TextRef>,
}

fn people(session: &Rc<Session>) -> Live {
    let docs: Vec<Doc> = (0..session.agents).map(|n| writer_with(CLIENT_ID + n as u64)).collect();
    let texts = docs.iter().map(|doc| doc.get_or_insert_text("t")).collect();
    Live { session: session.clone(), docs, texts }
}

fn live(state: &mut Live) {
    let mut updates: Vec<Vec<u8>> = Vec::with_capacity(state.session.steps.len());
    for step in &state.session.steps {
        let (doc, text) = (&state.docs[step.agent], &state.texts[step.agent]);
        for &received in &step.received {
            apply(doc, &updates[received]);
        }
        let mut txn = doc.transact_mut();
        for one in &step.edits {
            if one.removed > 0 {
                text.remove_range(&mut txn, one.position, one.removed);
            }
            if !one.inserted.is_empty() {
                text.insert(&mut txn, one.position, &one.inserted);
            }
        }
        updates.push(txn.encode_update_v1());
    }
}

// --- empty documents ------------------------------------------------------------------------------

struct Created {
    count: usize,
    docs: Vec<Doc>,
}

fn create(state: &mut Created) {
    for _ in 0..state.count {
        let doc = Doc::new();
        doc.get_or_insert_text("t");
        state.docs.push(doc);
    }
}

pub fn makers() -> Makers {
    let edits = read_edits;
    vec![
        ("replay", maker(edits, typing, replay, typed)),
        ("replay-one", maker(edits, typing, replay_one, typed)),
        ("replay-observed", maker(edits, |e| observed(e, false), replay, typed)),
        ("replay-observed-v2", maker(edits, |e| observed(e, true), replay, typed)),
        ("pair", maker(edits, paired, replay, typed)),
        ("undo-record", maker(edits, recorded, replay, typed)),
        ("undo-undo", maker(edits, to_undo, undo_all, typed)),
        ("undo-redo", maker(edits, to_redo, redo_all, typed)),
        ("concurrent", maker(edits, apart, concurrent, |state| outcome_of(&state.docs[0]))),
        ("format", maker(edits, pasted, format, |state| outcome_of(&state.typing.doc))),
        (
            "formatted-insert",
            maker(edits, formatted, formatted_insert, |state| outcome_of(&state.typing.doc)),
        ),
        (
            "formatted-read",
            maker(edits, formatted, formatted_read, |state| {
                Outcome::default().count("runs", state.runs as u64)
            }),
        ),
        ("live", maker(read_session, people, live, |state| outcome_of(&state.docs[0]))),
        (
            "create",
            maker(
                read_frames,
                |frames| Created { count: frames.len(), docs: vec![] },
                create,
                |state| Outcome::default().count("documents", state.docs.len() as u64),
            ),
        ),
    ]
}
