// errors.h -- the exceptions of this library: a caller's mistake, what observers threw, or the
// consequence of having run out of memory.
//
// Besides these, std::out_of_range is thrown for a position past the end, and std::invalid_argument
// for a position inside a character or text that is not UTF-8. Those for a caller's mistake are
// thrown before anything is changed.
#pragma once

#include <exception>
#include <stdexcept>
#include <utility>
#include <vector>

namespace ycpp {

/// A write while observers run.
class ReadOnlyError : public std::logic_error {
 public:
  using std::logic_error::logic_error;
};

/// An edit of a shared type that was deleted, or that lies in one that was: there is nowhere to put
/// it.
class DeletedError : public std::logic_error {
 public:
  using std::logic_error::logic_error;
};

/// A nested transaction with another origin than the one that is open.
class OriginError : public std::logic_error {
 public:
  using std::logic_error::logic_error;
};

/// Any use of a document in which memory ran out half-way through a change. The call that ran out
/// threw std::bad_alloc; the document then is neither what it was nor what it should have become,
/// and all that can be done with it is to end it and to load what was stored. Where memory runs out
/// before the first write, or while reading, the document is as before and stays good.
class BrokenError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Thrown after a commit in which observers threw. Every observer was called and the change stands.
class ObserverError : public std::runtime_error {
 public:
  explicit ObserverError(std::vector<std::exception_ptr> errors)
      : std::runtime_error("Observer callback error"), errors_(std::move(errors)) {}
  const std::vector<std::exception_ptr>& errors() const { return errors_; }

 private:
  std::vector<std::exception_ptr> errors_;
};

}  // namespace ycpp
