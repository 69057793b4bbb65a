// errors.h -- the exceptions of this library: a caller's mistake, or what observers threw.
//
// Besides these, std::out_of_range is thrown for a position past the end, and std::invalid_argument
// for a position inside a character or text that is not UTF-8. All of them are thrown before
// anything is changed.
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
