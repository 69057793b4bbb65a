//! inputs.rs -- reads the files described in input.h.

use std::fs;

pub struct Edit {
    pub position: u32,
    pub removed: u32,
    pub inserted: String,
}

pub struct Step {
    pub agent: usize,
    pub received: Vec<usize>,
    pub edits: Vec<Edit>,
}

pub struct Session {
    pub agents: usize,
    pub steps: Vec<Step>,
}

/// Two frames for every client, new and changed, then two for all clients at once.
pub struct Messages {
    pub arrivals: Vec<Vec<u8>>,
    pub changes: Vec<Vec<u8>>,
    pub all_arrive: Vec<Vec<u8>>,
    pub all_change: Vec<Vec<u8>>,
}

struct File {
    bytes: Vec<u8>,
    next: usize,
}

impl File {
    fn open(path: &str) -> File {
        let bytes = fs::read(path).unwrap_or_else(|error| panic!("cannot read {path}: {error}"));
        File { bytes, next: 0 }
    }

    fn u32(&mut self) -> u32 {
        self.next += 4;
        u32::from_le_bytes(self.bytes[self.next - 4..self.next].try_into().unwrap())
    }

    fn frame(&mut self) -> Vec<u8> {
        let size = self.u32() as usize;
        self.next += size;
        self.bytes[self.next - size..self.next].to_vec()
    }

    fn edit(&mut self) -> Edit {
        let (position, removed) = (self.u32(), self.u32());
        Edit { position, removed, inserted: String::from_utf8(self.frame()).expect("UTF-8") }
    }

    fn list<T>(&mut self, read: fn(&mut File) -> T) -> Vec<T> {
        let count = self.u32();
        (0..count).map(|_| read(self)).collect()
    }

    fn step(&mut self) -> Step {
        let agent = self.u32() as usize;
        Step { agent, received: self.list(|f| f.u32() as usize), edits: self.list(File::edit) }
    }
}

pub fn read_frames(path: &str) -> Vec<Vec<u8>> {
    File::open(path).list(File::frame)
}

pub fn read_edits(path: &str) -> Vec<Edit> {
    File::open(path).list(File::edit)
}

pub fn read_session(path: &str) -> Session {
    let mut file = File::open(path);
    Session { agents: file.u32() as usize, steps: file.list(File::step) }
}

pub fn read_messages(path: &str) -> Messages {
    let mut frames = read_frames(path);
    let all_change = frames.split_off(frames.len() - 1);
    let all_arrive = frames.split_off(frames.len() - 1);
    let changes = frames.split_off(frames.len() / 2);
    Messages { arrivals: frames, changes, all_arrive, all_change }
}
