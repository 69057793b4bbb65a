import asyncio
from pycrdt import Doc, Awareness


async def awareness_error_handling():
    """Example of error handling in awareness operations."""
    doc = Doc()
    awareness = Awareness(doc)
    try:
        # Start awareness
        await awareness.start()

        # Invalid state operations
        awareness.set_local_state({"invalid": object()}) # May cause issues

        # Invalid update data
        try:
            invalid_update = b"invalid_awareness_data"
            awareness.apply_awareness_update(invalid_update, "test")
        except Exception as e:
            print(f"Update error: {e}")

        # Observer errors
        def failing_observer(event_type, change_data):
            raise ValueError("Observer failed")

        observer_id = awareness.observe(failing_observer)

        # This might trigger the failing observer
        try:
            awareness.set_local_state({"test": "value"})
        except Exception as e:
            print(f"Observer error: {e}")

        awareness.unobserve(observer_id)
    except Exception as e:
        print(f"Awareness error: {e}")
    finally:
        # Always clean up
        try:
            await awareness.stop()
        except Exception as e:
            print(f"Stop error: {e}")


asyncio.run(awareness_error_handling())
