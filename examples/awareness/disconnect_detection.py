from pycrdt import Awareness, Doc
from pycrdt import is_awareness_disconnect_message


def handle_awareness_message(message: bytes, awareness: Awareness):
    """Handle incoming awareness message with disconnect detection."""
    if is_awareness_disconnect_message(message):
        print("Received disconnect message")

        # Handle client disconnect
        # The message itself contains information about which client disconnected
        return

    # Apply normal awareness update
    awareness.apply_awareness_update(message, "network")


# Example usage
doc = Doc()
awareness = Awareness(doc)

# Create a disconnect message (normally received from network)
awareness.set_local_state({"user": {"name": "Alice"}})
disconnect_update = awareness.encode_awareness_update([awareness.client_id])

# Simulate disconnect by clearing state
awareness.set_local_state(None)
disconnect_message = awareness.encode_awareness_update([awareness.client_id])

# Check if it's a disconnect message
if is_awareness_disconnect_message(disconnect_message):
    print("This is a disconnect message")
else:
    print("This is a regular awareness update")
