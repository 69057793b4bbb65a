//! diamond.rs -- diamond-types: plain text, typed by one person.

use std::rc::Rc;

use diamond_types::list::ListCRDT;
use diamond_types::AgentId;

use crate::inputs::{read_edits, Edit};
use crate::measure::{maker, Makers, Outcome};

struct Typing {
    edits: Rc<Vec<Edit>>,
    doc: ListCRDT,
    agent: AgentId,
}

fn typing(edits: &Rc<Vec<Edit>>) -> Typing {
    let mut doc = ListCRDT::new();
    let agent = doc.get_or_create_agent_id("writer");
    Typing { edits: edits.clone(), doc, agent }
}

fn replay(state: &mut Typing) {
    for edit in state.edits.iter() {
        let position = edit.position as usize;
        if edit.removed > 0 {
            let range = position..position + edit.removed as usize;
            state.doc.delete_without_content(state.agent, range);
        } else {
            state.doc.insert(state.agent, position, &edit.inserted);
        }
    }
}

pub fn makers() -> Makers {
    vec![(
        "replay",
        maker(read_edits, typing, replay, |state| {
            Outcome::default().file("text", state.doc.branch.content().to_string())
        }),
    )]
}
