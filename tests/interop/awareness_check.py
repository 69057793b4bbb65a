class AwarenessCheck: pass
