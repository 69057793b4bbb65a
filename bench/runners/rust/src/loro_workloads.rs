//! loro_workloads.rs -- Loro: what of the workloads it has. Its bytes are its own, so documents are
//! made by its own typing, and only texts can be compared. A commit stands for a transaction.

use std::rc::Rc;

use loro::{ExportMode, LoroDoc, LoroList, LoroMap, LoroText, UndoManager, VersionVector};

use crate::inputs::{read_edits, read_session, Edit, Session};
use crate::measure::{maker, Makers, Outcome};

struct Typing {
    edits: Rc<Vec<Edit>>,
    doc: LoroDoc,
    text: LoroText,
    update_bytes: u64,
    other: Option<LoroDoc>,
    undo: Option<UndoManager>,
}

fn writer(peer: u64) -> LoroDoc {
    let doc = LoroDoc::new();
    doc.set_peer_id(2_000_000_011 + peer).expect("a peer");
    doc
}

fn typing(edits: &Rc<Vec<Edit>>) -> Typing {
    let doc = writer(0);
    let text = doc.get_text("t");
    Typing { edits: edits.clone(), doc, text, update_bytes: 0, other: None, undo: None }
}

fn edit(text: &LoroText, edit: &Edit) {
    if edit.removed > 0 {
        text.delete(edit.position as usize, edit.removed as usize).expect("deletes");
    } else {
        text.insert(edit.position as usize, &edit.inserted).expect("inserts");
    }
}

fn replay(state: &mut Typing) {
    for one in state.edits.iter() {
        edit(&state.text, one);
        state.doc.commit();
    }
}

fn replay_one(state: &mut Typing) {
    state.edits.iter().for_each(|one| edit(&state.text, one));
    state.doc.commit();
}

/// The update of every edit, exported as it is made.
fn replay_observed(state: &mut Typing) {
    let mut known = state.doc.oplog_vv();
    for one in state.edits.iter() {
        edit(&state.text, one);
        state.doc.commit();
        let update = state.doc.export(ExportMode::updates(&known)).expect("exports");
        known = state.doc.oplog_vv();
        match &state.other {
            Some(other) => drop(other.import(&update).expect("imports")),
            None => state.update_bytes += update.len() as u64,
        }
    }
}

fn paired(edits: &Rc<Vec<Edit>>) -> Typing {
    Typing { other: Some(writer(1)), ..typing(edits) }
}

fn typed(state: &mut Typing) -> Outcome {
    let doc = state.other.as_ref().unwrap_or(&state.doc);
    Outcome::default().file("text", doc.get_text("t").to_string())
}

fn recorded(edits: &Rc<Vec<Edit>>) -> Typing {
    let mut state = typing(edits);
    let mut undo = UndoManager::new(&state.doc);
    undo.set_merge_interval(0);
    undo.set_max_undo_steps(usize::MAX);
    state.undo = Some(undo);
    state
}

fn to_undo(edits: &Rc<Vec<Edit>>) -> Typing {
    let mut state = recorded(edits);
    replay(&mut state);
    state
}

fn undo_all(state: &mut Typing) {
    while state.undo.as_mut().unwrap().undo().expect("undoes") {}
}

fn to_redo(edits: &Rc<Vec<Edit>>) -> Typing {
    let mut state = to_undo(edits);
    undo_all(&mut state);
    state
}

fn redo_all(state: &mut Typing) {
    while state.undo.as_mut().unwrap().redo().expect("redoes") {}
}

// --- several people write -------------------------------------------------------------------------

struct Live {
    session: Rc<Session>,
    docs: Vec<LoroDoc>,
}

fn people(session: &Rc<Session>) -> Live {
    let docs = (0..session.agents).map(|n| writer(n as u64)).collect();
    Live { session: session.clone(), docs }
}

fn live(state: &mut Live) {
    let mut updates: Vec<Vec<u8>> = Vec::with_capacity(state.session.steps.len());
    for step in &state.session.steps {
        let doc = &state.docs[step.agent];
        for &received in &step.received {
            doc.import(&updates[received]).expect("imports");
        }
        let known: VersionVector = doc.oplog_vv();
        let text = doc.get_text("t");
        for one in &step.edits {
            if one.removed > 0 {
                text.delete(one.position as usize, one.removed as usize).expect("deletes");
            }
            if !one.inserted.is_empty() {
                text.insert(one.position as usize, &one.inserted).expect("inserts");
            }
        }
        doc.commit();
        updates.push(doc.export(ExportMode::updates(&known)).expect("exports"));
    }
}

// --- arrays and maps ------------------------------------------------------------------------------

struct Values {
    edits: Rc<Vec<Edit>>,
    keys: Vec<String>,
    doc: LoroDoc,
    list: LoroList,
    map: LoroMap,
    sum: u64,
}

fn values(edits: &Rc<Vec<Edit>>) -> Values {
    let doc = writer(0);
    let (list, map) = (doc.get_list("a"), doc.get_map("m"));
    let keys = edits.iter().map(|edit| format!("key{}", edit.position)).collect();
    Values { edits: edits.clone(), keys, doc, list, map, sum: 0 }
}

fn push(state: &mut Values, each: bool) {
    for value in 0..state.edits.len() {
        state.list.push(value as i64).expect("pushes");
        if each {
            state.doc.commit();
        }
    }
    state.doc.commit();
}

fn insert(state: &mut Values, each: bool) {
    for (value, edit) in state.edits.iter().enumerate() {
        state.list.insert(edit.position as usize, value as i64).expect("inserts");
        if each {
            state.doc.commit();
        }
    }
    state.doc.commit();
}

fn set(state: &mut Values, each: bool) {
    for (value, key) in state.keys.iter().enumerate() {
        state.map.insert(key, value as i64).expect("sets");
        if each {
            state.doc.commit();
        }
    }
    state.doc.commit();
}

fn number(value: Option<loro::ValueOrContainer>) -> u64 {
    let value = value.expect("a value").into_value().expect("not a container");
    value.into_i64().expect("a number") as u64
}

fn array(state: &mut Values) -> Outcome {
    Outcome::default().count("size", state.list.len() as u64)
}

fn map(state: &mut Values) -> Outcome {
    Outcome::default().count("size", state.map.len() as u64)
}

fn in_pieces(edits: &Rc<Vec<Edit>>) -> Values {
    let mut state = values(edits);
    insert(&mut state, false);
    state
}

fn with_values(edits: &Rc<Vec<Edit>>) -> Values {
    let mut state = values(edits);
    set(&mut state, false);
    state
}

fn get(state: &mut Values) {
    for edit in state.edits.iter() {
        state.sum += number(state.list.get(edit.position as usize));
    }
}

fn get_keys(state: &mut Values) {
    for key in &state.keys {
        state.sum += number(state.map.get(key));
    }
}

fn sum(state: &mut Values) -> Outcome {
    Outcome::default().count("sum", state.sum)
}

pub fn makers() -> Makers {
    let edits = read_edits;
    vec![
        ("replay", maker(edits, typing, replay, typed)),
        ("replay-one", maker(edits, typing, replay_one, typed)),
        ("replay-observed", maker(edits, typing, replay_observed, typed)),
        ("pair", maker(edits, paired, replay_observed, typed)),
        ("undo-record", maker(edits, recorded, replay, typed)),
        ("undo-undo", maker(edits, to_undo, undo_all, typed)),
        ("undo-redo", maker(edits, to_redo, redo_all, typed)),
        (
            "live",
            maker(read_session, people, live, |state| {
                Outcome::default().file("text", state.docs[0].get_text("t").to_string())
            }),
        ),
        ("array-push", maker(edits, values, |s| push(s, true), array)),
        ("array-push-one", maker(edits, values, |s| push(s, false), array)),
        ("array-insert", maker(edits, values, |s| insert(s, true), array)),
        ("array-insert-one", maker(edits, values, |s| insert(s, false), array)),
        ("array-get", maker(edits, in_pieces, get, sum)),
        ("map-set", maker(edits, values, |s| set(s, true), map)),
        ("map-set-one", maker(edits, values, |s| set(s, false), map)),
        ("map-get", maker(edits, with_values, get_keys, sum)),
    ]
}
