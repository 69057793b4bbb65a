import asyncio
import anyio
from pycrdt import Doc, Awareness


async def basic_awareness_example():
    """Basic awareness setup and usage."""
    doc = Doc(client_id=1)
    awareness = Awareness(doc)

    async with anyio.create_task_group() as tg:
        # Start awareness system
        tg.start_soon(awareness.start)

        # Set local user information
        awareness.set_local_state({
            "user": {
                "name": "Alice",
                "color": "#ff0000",
                "cursor": {"line": 0, "column": 0}
            }
        })

        # Update specific fields
        awareness.set_local_state_field("user.cursor", {"line": 5, "column": 10})
        awareness.set_local_state_field("user.selection", {"start": 0, "end": 5})

        # Get current state
        local_state = awareness.get_local_state()
        print(f"Local state: {local_state}")

        # Check all client states
        all_states = awareness.states
        print(f"All client states: {all_states}")
        await anyio.sleep(0.1) # Allow processing

        # Stop awareness
        await awareness.stop()


asyncio.run(basic_awareness_example())
