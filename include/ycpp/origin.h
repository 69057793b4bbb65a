// origin.h -- a mark that says who made a change.
//
// An origin is compared, never interpreted: a name, or the identity of an object. The empty origin
// is the default. It is local information and never goes on the wire.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace ycpp {

class Origin {
 public:
  /// No origin.
  Origin() = default;
  /// An origin by name: Origin("keyboard") == Origin("keyboard").
  Origin(std::string_view name) : kind_(Kind::name), name_(name) {}  // NOLINT: implicit on purpose
  Origin(const char* name) : Origin(std::string_view(name)) {}       // NOLINT
  /// An origin by identity, for example the address of a connection.
  static Origin identity(const void* object) {
    Origin origin;
    origin.kind_ = Kind::identity;
    origin.identity_ = reinterpret_cast<std::uintptr_t>(object);
    return origin;
  }

  bool empty() const { return kind_ == Kind::none; }
  /// The name; empty for an origin that is none or an identity.
  std::string_view name() const { return name_; }
  /// The address given to identity(); null for any other origin.
  const void* object() const { return reinterpret_cast<const void*>(identity_); }

  friend bool operator==(const Origin&, const Origin&) = default;

 private:
  enum class Kind : std::uint8_t { none, name, identity };
  Kind kind_ = Kind::none;
  std::uintptr_t identity_ = 0;
  std::string name_;
};

}  // namespace ycpp
