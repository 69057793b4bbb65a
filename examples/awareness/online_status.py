import asyncio
import anyio
from pycrdt import Doc, Awareness


class OnlineStatusManager:
    """Manage online status for collaborative sessions."""

    def __init__(self, doc: Doc, user_info: dict):
        self.doc = doc
        self.awareness = Awareness(doc)
        self.user_info = user_info
        self.online_users = {}

    async def start(self):
        """Start online status management."""
        self.observer_id = self.awareness.observe(self._on_status_change)
        await self.awareness.start()

        # Set initial online status
        self.awareness.set_local_state({
            "user": self.user_info,
            "online": True,
            "last_seen": self._current_timestamp()
        })

    async def stop(self):
        """Stop and cleanup."""
        # Set offline status before stopping
        self.awareness.set_local_state_field("online", False)

        # Send final awareness update
        offline_update = self.awareness.encode_awareness_update([self.awareness.client_id])
        self.awareness.unobserve(self.observer_id)
        await self.awareness.stop()
        return offline_update # Return for broadcasting to other clients

    def _on_status_change(self, event_type: str, change_data):
        """Handle online status changes."""
        change_info, origin = change_data

        # Update online users list
        self.online_users.clear()
        for client_id, state in self.awareness.states.items():
            user = state.get("user", {})
            online = state.get("online", False)
            last_seen = state.get("last_seen", "unknown")
            if online and user:
                self.online_users[client_id] = {
                    "name": user.get("name", f"User {client_id}"),
                    "last_seen": last_seen
                }

        self._display_online_status()

    def _display_online_status(self):
        """Display current online users."""
        print(f"\n--- Online Users ({len(self.online_users)}) ---")
        for client_id, info in self.online_users.items():
            name = info["name"]
            last_seen = info["last_seen"]
            status = "🟢" if client_id in self.awareness.states else "🔴"
            print(f"{status} {name} (last seen: {last_seen})")

    def update_activity(self):
        """Update last activity timestamp."""
        self.awareness.set_local_state_field("last_seen", self._current_timestamp())

    def _current_timestamp(self) -> str:
        """Get current timestamp."""
        import datetime
        return datetime.datetime.now().isoformat()


async def online_status_example():
    """Example of online status management."""
    # Create clients
    doc1 = Doc(client_id=1)
    doc2 = Doc(client_id=2)
    doc3 = Doc(client_id=3)

    # Create status managers
    manager1 = OnlineStatusManager(doc1, {"name": "Alice", "role": "editor"})
    manager2 = OnlineStatusManager(doc2, {"name": "Bob", "role": "reviewer"})
    manager3 = OnlineStatusManager(doc3, {"name": "Charlie", "role": "viewer"})

    async with anyio.create_task_group() as tg:
        # Start managers
        tg.start_soon(manager1.start)
        tg.start_soon(manager2.start)
        tg.start_soon(manager3.start)
        await anyio.sleep(0.1)

        # Simulate awareness synchronization
        def sync_awareness(managers):
            """Sync awareness between all managers."""
            updates = []
            for manager in managers:
                client_ids = [manager.awareness.client_id]
                update = manager.awareness.encode_awareness_update(client_ids)
                updates.append((update, manager.awareness.client_id))

            # Apply each update to other managers
            for update, sender_id in updates:
                for manager in managers:
                    if manager.awareness.client_id != sender_id:
                        manager.awareness.apply_awareness_update(update, "network")

        # Initial sync
        sync_awareness([manager1, manager2, manager3])
        await anyio.sleep(0.1)

        # Simulate activity
        print("Alice updates activity")
        manager1.update_activity()
        sync_awareness([manager1, manager2, manager3])
        await anyio.sleep(0.1)

        print("Charlie goes offline")
        offline_update = await manager3.stop()

        # Broadcast Charlie's offline status
        manager1.awareness.apply_awareness_update(offline_update, "network")
        manager2.awareness.apply_awareness_update(offline_update, "network")
        await anyio.sleep(0.1)

        print("Bob updates activity")
        manager2.update_activity()
        sync_awareness([manager1, manager2])
        await anyio.sleep(0.1)

        # Stop remaining managers
        await manager1.stop()
        await manager2.stop()


asyncio.run(online_status_example())
