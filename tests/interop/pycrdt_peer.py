"""A module with pycrdt's API behind a pipe: histories in, everything observable out.

`python -m tests.interop.pycrdt_peer [pycrdt|contract|ycpp]`, run by peers.py in the environment
that has upstream pycrdt. The protocol is that of yjs_peer.mjs. `contract` is upstream pycrdt with
contract_awareness.py in the place of its Awareness.
"""

from __future__ import annotations

import sys

from .awareness_executor import run_awareness
from .document_executor import run_document
from .executor import run_text
from .frames import read_frame, write_frame
from .subject import Subject


def main(name: str) -> None:
    """Answer requests until the input ends."""
    subject = Subject("pycrdt" if name == "contract" else name)
    if subject.upstream:
        from .contract_awareness import ContractAwareness, UpstreamAwareness

        subject.awareness_class = ContractAwareness if name == "contract" else UpstreamAwareness
    runners = {"text": run_text, "document": run_document, "awareness": run_awareness}
    # Nothing but frames may reach the pipe, whatever a library prints.
    output, sys.stdout = sys.stdout.buffer, sys.stderr
    while (request := read_frame(sys.stdin.buffer)) is not None:
        run = runners[request["kind"]]
        write_frame(output, {"results": [run(subject, history) for history in request["batch"]]})


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "pycrdt")
