"""replay_session.py -- two people write one document at once; this replays what they typed.

The recording says, for each keystroke, which earlier keystrokes its writer had seen. The replay
gives each writer a document and an awareness of their own, and delivers to each exactly what they
had seen: as bytes, in messages, as over a network. A terminal shows both documents live, with the
cursors that the writers tell each other through awareness. At the end both equal the recording, or
the exit code says so.

    python examples/replay_session.py [--fast] [--recording FILE]
"""

from __future__ import annotations

import argparse
import gzip
import json
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from rich.console import Console, ConsoleOptions, RenderResult
from rich.layout import Layout
from rich.live import Live
from rich.panel import Panel
from rich.progress_bar import ProgressBar
from rich.text import Text as Styled

from ycpp import Awareness, Doc, Text

RECORDING = Path(__file__).parent.parent / "bench" / "traces" / "friendsforever.json.gz"
SECONDS = 15  # how long the replay takes in a terminal
FRAMES_PER_SECOND = 20
PEOPLE = [("Ada", "#ff5f87"), ("Bob", "#5fafff"), ("Cem", "#87d787")]


class Peer:
    """A writer: a document, an awareness, and the messages for the others in their order."""

    def __init__(self, client_id: int, name: str, color: str):
        self.doc = Doc(client_id=client_id)
        self.text = self.doc.get("text", type=Text)
        self.awareness = Awareness(self.doc)
        self.awareness.set_local_state({"user": {"name": name, "color": color}, "cursor": 0})
        self.sent: list[tuple[bytes, bytes]] = []  # (document update, awareness update) per edit
        self.seen: dict[Peer, int] = {}  # how many messages of each other peer were received
        self._update = b""
        self._subscription = self.doc.observe(self._keep_update)

    def _keep_update(self, event) -> None:
        self._update = event.update

    def edit(self, patches: list) -> None:
        """Makes one recorded edit, tells where the cursor is now, and sends both."""
        with self.doc.transaction():
            for position, deleted, inserted in patches:
                if deleted:
                    del self.text[position : position + deleted]
                if inserted:
                    self.text.insert(position, inserted)
                cursor = position + len(inserted)
        self.awareness.set_local_state_field("cursor", cursor)
        presence = self.awareness.encode_awareness_update([self.awareness.client_id])
        self.sent.append((self._update, presence))

    def receive(self, sender: Peer, count: int) -> None:
        """Receives what `sender` sent, up to its first `count` messages."""
        seen = self.seen.get(sender, 0)
        for update, presence in sender.sent[seen:count]:
            self.doc.apply_update(update)
            self.awareness.apply_awareness_update(presence, "network")
        self.seen[sender] = max(seen, count)


@dataclass
class Session:
    """A recording that is being replayed."""

    edits: list  # of {agent, patches, parents}
    final: str
    peers: list[Peer]
    replayed: int = 0
    seconds: float = 0.0  # spent in the documents and awareness, not in drawing
    _known: list[list[int]] = field(default_factory=list)  # per edit: edits seen of each agent

    @staticmethod
    def load(path: Path) -> Session:
        with gzip.open(path, "rt", encoding="utf-8") as file:
            recording = json.load(file)
        people = PEOPLE[: recording["numAgents"]]
        peers = [Peer(number, *person) for number, person in enumerate(people, 1)]
        return Session(recording["txns"], recording["endContent"], peers)

    def advance(self, count: int) -> None:
        """Replays up to the first `count` edits of the recording."""
        start = time.perf_counter()
        for edit in self.edits[self.replayed : count]:
            # What was known is the union of what the parents knew. One writer's edits are in causal
            # order, so a number per writer tells which of them are in the union.
            known = [0] * len(self.peers)
            for parent in edit["parents"]:
                known = [max(pair) for pair in zip(known, self._known[parent], strict=True)]
            writer = self.peers[edit["agent"]]
            for peer, messages in zip(self.peers, known, strict=True):
                if peer is not writer:
                    writer.receive(peer, messages)
            writer.edit(edit["patches"])
            known[edit["agent"]] += 1
            self._known.append(known)
        self.replayed = max(self.replayed, min(count, len(self.edits)))
        self.seconds += time.perf_counter() - start

    def finish(self) -> None:
        """Replays what is left and delivers every message that is still on its way."""
        self.advance(len(self.edits))
        start = time.perf_counter()
        for peer in self.peers:
            for sender in self.peers:
                if sender is not peer:
                    peer.receive(sender, len(sender.sent))
        self.seconds += time.perf_counter() - start

    def mismatches(self) -> list[str]:
        """What is not as it must be at the end; nothing, if all is well."""
        found = []
        for peer in self.peers:
            name = peer.awareness.get_local_state()["user"]["name"]
            if str(peer.text) != self.final:
                found.append(f"{name}'s document differs from the recording")
            if dict(peer.awareness.states) != dict(self.peers[0].awareness.states):
                found.append(f"{name} sees other people, or other cursors, than the others do")
        return found

    def report(self) -> str:
        edits = len(self.edits)
        merges = sum(len(edit["parents"]) > 1 for edit in self.edits)
        updates = sum(len(update) for peer in self.peers for update, _ in peer.sent)
        presence = sum(len(presence) for peer in self.peers for _, presence in peer.sent)
        each = "Both documents equal" if len(self.peers) == 2 else "All documents equal"
        return (
            f"{each} the recording: {len(self.final):,} characters from {edits:,} edits by "
            f"{len(self.peers)} people, joined {merges:,} times.\n"
            f"{edits / self.seconds:,.0f} edits/s, each made, sent, received and applied, with its "
            f"cursor.\n"
            f"Exchanged nothing but bytes: {updates:,} of document updates and {presence:,} of "
            f"awareness in {edits:,} messages."
        )


def wrapped(text: str, width: int) -> list[tuple[int, int]]:
    """The lines that `text` takes in `width` columns, as ranges of positions; at least one."""
    lines = []
    start = 0
    for paragraph in text.split("\n"):
        end = start + len(paragraph)
        while end - start > width:
            cut = text.rfind(" ", start, start + width) + 1 or start + width
            lines.append((start, cut))
            start = cut
        lines.append((start, end))
        start = end + 1
    return lines


@dataclass
class DocumentView:
    """One peer's document around the peer's cursor, with every cursor that the peer knows of."""

    peer: Peer

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        states = self.peer.awareness.states
        me = states[self.peer.awareness.client_id]
        text = str(self.peer.text)
        height = (options.height or console.height) - 2
        lines = wrapped(text, max(20, options.max_width - 16))  # leaves room for names
        at = next((n for n, (_, end) in enumerate(lines) if me["cursor"] <= end), len(lines) - 1)
        first = max(0, min(at - height * 2 // 3, len(lines) - height))

        shown = lines[first : first + height]
        cursors = sorted(
            ((state["cursor"], state["user"]) for state in states.values()), key=lambda c: c[0]
        )

        body = Styled(no_wrap=True, overflow="crop")
        elsewhere = Styled()
        for position, user in cursors:
            if position < shown[0][0]:
                elsewhere.append(f" ▲ {user['name']} writes above ", style=user["color"])
            elif position > shown[-1][1]:
                elsewhere.append(f" ▼ {user['name']} writes below ", style=user["color"])
        for start, end in shown:
            for position, user in [c for c in cursors if start <= c[0] <= end]:
                body.append(text[start:position])
                body.append(f"▏{user['name']}", style=f"bold {user['color']} reverse")
                cursors.remove((position, user))
                start = position
            body.append(text[start:end] + "\n")
        user = me["user"]
        title = f"{user['name']}'s document"
        yield Panel(
            body, title=title, subtitle=elsewhere, border_style=user["color"], height=height + 2
        )


def draw(session: Session, console: Console) -> Layout:
    """The whole screen: a document for each peer, and how far the replay is."""
    documents = Layout(name="documents")
    views = [Layout(DocumentView(peer)) for peer in session.peers]
    if console.width >= 50 * len(views):
        documents.split_row(*views)
    else:
        documents.split_column(*views)
    total = len(session.edits)
    exchanged = sum(len(part) for peer in session.peers for sent in peer.sent for part in sent)
    progress = ProgressBar(total=total, completed=session.replayed)
    status = Styled(f"{session.replayed:,} of {total:,} edits, {exchanged:,} bytes exchanged")
    screen = Layout()
    screen.split_column(documents, Layout(progress, size=1), Layout(status, size=1))
    return screen


def replay_live(session: Session, fast: bool) -> None:
    """Replays while drawing: in SECONDS, or as fast as it goes."""
    console = Console()
    total = len(session.edits)
    began = time.monotonic()
    with Live(console=console, screen=True, auto_refresh=False) as live:
        while session.replayed < total:
            frame_ends = time.monotonic() + 1 / FRAMES_PER_SECOND
            if fast:
                while time.monotonic() < frame_ends and session.replayed < total:
                    session.advance(session.replayed + 100)
            else:
                session.advance(int(total * (time.monotonic() - began) / SECONDS))
            live.update(draw(session, console), refresh=True)
            time.sleep(max(0.0, frame_ends - time.monotonic()))
        session.finish()
        live.update(draw(session, console), refresh=True)
        time.sleep(0 if fast else 1.5)


def main() -> int:
    parser = argparse.ArgumentParser(description="Replays a recorded session of several writers.")
    parser.add_argument("--fast", action="store_true", help="do not slow down to be watched")
    parser.add_argument(
        "--recording", type=Path, default=RECORDING, help="another concurrent trace"
    )
    arguments = parser.parse_args()

    session = Session.load(arguments.recording)
    try:
        if sys.stdout.isatty():
            replay_live(session, arguments.fast)
        session.finish()
    except KeyboardInterrupt:
        return 130
    if mismatches := session.mismatches():
        print(*mismatches, sep="\n", file=sys.stderr)
        return 1
    print(session.report())
    return 0


if __name__ == "__main__":
    sys.exit(main())
