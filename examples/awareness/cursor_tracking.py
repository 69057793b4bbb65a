import asyncio
import anyio
from pycrdt import Doc, Awareness, Text


class CursorTracker:
    """Track and display user cursors in real-time."""

    def __init__(self, doc: Doc, user_name: str, user_color: str):
        self.doc = doc
        self.awareness = Awareness(doc)
        self.user_name = user_name
        self.user_color = user_color
        self.cursors = {} # client_id -> cursor_info

    async def start(self):
        """Start cursor tracking."""
        # Set up awareness observer
        self.observer_id = self.awareness.observe(self._on_awareness_change)

        # Start awareness system
        await self.awareness.start()

        # Set initial user state
        self.awareness.set_local_state({
            "user": {
                "name": self.user_name,
                "color": self.user_color
            },
            "cursor": {"position": 0, "anchor": 0}
        })

    async def stop(self):
        """Stop cursor tracking."""
        self.awareness.unobserve(self.observer_id)
        await self.awareness.stop()

    def _on_awareness_change(self, event_type: str, change_data):
        """Handle awareness changes to update cursor display."""
        change_info, origin = change_data

        # Update cursor information
        for client_id, state in self.awareness.states.items():
            if client_id != self.awareness.client_id: # Skip own cursor
                user = state.get("user", {})
                cursor = state.get("cursor", {})
                if user and cursor:
                    self.cursors[client_id] = {
                        "name": user.get("name", f"User {client_id}"),
                        "color": user.get("color", "#000000"),
                        "position": cursor.get("position", 0),
                        "anchor": cursor.get("anchor", 0)
                    }

        self._display_cursors()

    def _display_cursors(self):
        """Display current cursor positions."""
        if self.cursors:
            print(f"\n--- Cursors for {self.user_name} ---")
            for client_id, cursor_info in self.cursors.items():
                name = cursor_info["name"]
                pos = cursor_info["position"]
                anchor = cursor_info["anchor"]
                if pos == anchor:
                    print(f"{name}: cursor at {pos}")
                else:
                    print(f"{name}: selection {min(pos, anchor)}-{max(pos, anchor)}")

    def move_cursor(self, position: int, anchor: int = None):
        """Move the local cursor."""
        if anchor is None:
            anchor = position

        self.awareness.set_local_state_field("cursor", {
            "position": position,
            "anchor": anchor
        })


async def cursor_tracking_example():
    """Example of real-time cursor tracking."""
    # Create shared document
    doc1 = Doc(client_id=1)
    doc2 = Doc(client_id=2)

    # Add shared text
    text1 = doc1.get("content", type=Text)
    text2 = doc2.get("content", type=Text)
    with doc1.transaction():
        text1.insert(0, "This is a shared document for cursor tracking example.")

    # Sync documents
    update = doc1.get_update()
    doc2.apply_update(update)

    # Create cursor trackers
    tracker1 = CursorTracker(doc1, "Alice", "#ff0000")
    tracker2 = CursorTracker(doc2, "Bob", "#00ff00")

    async with anyio.create_task_group() as tg:
        # Start trackers
        tg.start_soon(tracker1.start)
        tg.start_soon(tracker2.start)
        await anyio.sleep(0.1)

        # Simulate cursor movements
        print("Alice moves cursor to position 10")
        tracker1.move_cursor(10)
        await anyio.sleep(0.1)

        # Exchange awareness updates (normally done via network)
        alice_update = tracker1.awareness.encode_awareness_update([1])
        tracker2.awareness.apply_awareness_update(alice_update, "network")
        await anyio.sleep(0.1)

        print("Bob makes a selection from 20 to 30")
        tracker2.move_cursor(30, 20)
        bob_update = tracker2.awareness.encode_awareness_update([2])
        tracker1.awareness.apply_awareness_update(bob_update, "network")
        await anyio.sleep(0.1)

        print("Alice makes a selection from 5 to 15")
        tracker1.move_cursor(15, 5)
        alice_update = tracker1.awareness.encode_awareness_update([1])
        tracker2.awareness.apply_awareness_update(alice_update, "network")
        await anyio.sleep(0.1)

        # Stop trackers
        await tracker1.stop()
        await tracker2.stop()


asyncio.run(cursor_tracking_example())
