import asyncio
import anyio
from pycrdt import Doc, Awareness


async def awareness_events_example():
    """Example of observing awareness events."""
    doc = Doc(client_id=1)
    awareness = Awareness(doc)

    def on_awareness_change(event_type: str, change_data):
        """Handle awareness changes."""
        change_info, origin = change_data
        if event_type == "add":
            client_ids = change_info.get("added", [])
            print(f"Clients added: {client_ids} (origin: {origin})")
        elif event_type == "update":
            client_ids = change_info.get("updated", [])
            print(f"Clients updated: {client_ids} (origin: {origin})")
        elif event_type == "remove":
            client_ids = change_info.get("removed", [])
            print(f"Clients removed: {client_ids} (origin: {origin})")

        # Print current states
        for client_id, state in awareness.states.items():
            user = state.get("user", {})
            print(f" Client {client_id}: {user}")

    # Subscribe to awareness changes
    observer_id = awareness.observe(on_awareness_change)

    async with anyio.create_task_group() as tg:
        tg.start_soon(awareness.start)

        # Make changes to trigger events
        awareness.set_local_state({
            "user": {"name": "Alice", "status": "typing"},
            "timestamp": "2024-01-01T10:00:00Z"
        })

        await anyio.sleep(0.1)

        # Update state
        awareness.set_local_state_field("user.status", "idle")
        await anyio.sleep(0.1)

        # Simulate another client joining
        other_client_update = awareness.encode_awareness_update([]) # Empty for now
        # In real app, this would be an actual client's awareness data

        # Simulate client leaving
        awareness.remove_awareness_states([2], "disconnect")
        await anyio.sleep(0.1)

        # Clean up
        awareness.unobserve(observer_id)
        await awareness.stop()


asyncio.run(awareness_events_example())
