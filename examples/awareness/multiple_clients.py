import asyncio
import anyio
from pycrdt import Doc, Awareness


async def multi_client_awareness():
    """Example with multiple clients sharing awareness."""
    # Create multiple clients
    doc1 = Doc(client_id=1)
    doc2 = Doc(client_id=2)
    doc3 = Doc(client_id=3)
    awareness1 = Awareness(doc1)
    awareness2 = Awareness(doc2)
    awareness3 = Awareness(doc3)

    async with anyio.create_task_group() as tg:
        # Start all awareness systems
        tg.start_soon(awareness1.start)
        tg.start_soon(awareness2.start)
        tg.start_soon(awareness3.start)

        # Set up different users
        awareness1.set_local_state({
            "user": {"name": "Alice", "color": "#ff0000", "role": "editor"},
            "cursor": {"line": 0, "column": 0},
            "online": True
        })

        awareness2.set_local_state({
            "user": {"name": "Bob", "color": "#00ff00", "role": "reviewer"},
            "cursor": {"line": 10, "column": 5},
            "online": True
        })

        awareness3.set_local_state({
            "user": {"name": "Charlie", "color": "#0000ff", "role": "viewer"},
            "cursor": {"line": 20, "column": 0},
            "online": True
        })

        await anyio.sleep(0.1)

        # Simulate awareness synchronization
        # In real application, this would happen through network

        # Client 1 sends its awareness to others
        client1_update = awareness1.encode_awareness_update([1])
        awareness2.apply_awareness_update(client1_update, "network")
        awareness3.apply_awareness_update(client1_update, "network")

        # Client 2 sends its awareness to others
        client2_update = awareness2.encode_awareness_update([2])
        awareness1.apply_awareness_update(client2_update, "network")
        awareness3.apply_awareness_update(client2_update, "network")

        # Client 3 sends its awareness to others
        client3_update = awareness3.encode_awareness_update([3])
        awareness1.apply_awareness_update(client3_update, "network")
        awareness2.apply_awareness_update(client3_update, "network")

        # Now all clients know about each other
        print("Client 1 sees:")
        for client_id, state in awareness1.states.items():
            user = state.get("user", {})
            cursor = state.get("cursor", {})
            print(f" Client {client_id}: {user.get('name')} at {cursor}")

        print("Client 2 sees:")
        for client_id, state in awareness2.states.items():
            user = state.get("user", {})
            cursor = state.get("cursor", {})
            print(f" Client {client_id}: {user.get('name')} at {cursor}")

        # Simulate cursor movement
        awareness1.set_local_state_field("cursor", {"line": 5, "column": 8})
        awareness2.set_local_state_field("cursor", {"line": 12, "column": 3})

        # Stop all awareness systems
        await awareness1.stop()
        await awareness2.stop()
        await awareness3.stop()


asyncio.run(multi_client_awareness())
