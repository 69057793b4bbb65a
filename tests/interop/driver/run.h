// run.h -- runs one document history and writes down everything observable.
#pragma once

#include "shown.h"

namespace interop {

/// The log of a history, as yjs_document.mjs writes it: one entry for each operation. An operation
/// that throws ends the log with its error.
Value run_document(const Value& history);

}  // namespace interop
