def run_awareness(subject, history):
    raise NotImplementedError
