// value_tree.h -- a value taken apart, so that the keys of its objects can be put in order.
//
// Needed only where streaming will not do: JSON states no counts in advance, and keys may repeat or
// be out of order. It is a sink: told a value, it keeps the nodes in one array, each container
// followed by what it holds; write_to() then tells the value to another sink with every object in
// order.
//
// Strings are views and must outlive the tree. 16 bytes a node. Telling and writing are linear, but
// for sorting the keys of an object: n log n. No recursion.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "lib0/key_order.h"
#include "ycpp/result.h"

namespace ycpp {

enum class KeySorting : std::uint8_t {
  javascript,  ///< as key_order.h says
  bytewise,    ///< so that equal objects look equal
};

class ValueTree {
 public:
  void undefined() { add(Kind::undefined); }
  void null() { add(Kind::null); }
  void boolean(bool v) { add(v ? Kind::true_ : Kind::false_); }
  void number(double v);
  void big_int(std::int64_t v) { add(Kind::big_int, static_cast<std::uint64_t>(v)); }
  void string(std::string_view s) { add_view(Kind::string, s.data(), s.size()); }
  void bytes(BytesView b) { add_view(Kind::bytes, b.data(), b.size()); }
  void begin_array(std::size_t = 0) { open(Kind::array); }
  void end_array() { close(); }
  void begin_object(std::size_t = 0) { open(Kind::object); }
  void key(std::string_view s) { add_view(Kind::key, s.data(), s.size()); }
  void end_object() { close(); }

  /// Tells the value, which must be complete, to `sink`.
  template <class Sink>
  void write_to(Sink& sink, KeySorting sorting = KeySorting::javascript) const {
    Walk walk;
    tell(sink, 0, walk, sorting);
    while (!walk.frames.empty()) {
      Frame& frame = walk.frames.back();
      if (frame.next == frame.end) {
        const bool object = frame.object;
        walk.keys.resize(frame.first_key);
        walk.frames.pop_back();
        object ? sink.end_object() : sink.end_array();
      } else if (frame.object) {
        const std::size_t key = walk.keys[frame.next++];
        sink.key(text(key));
        tell(sink, key + 1, walk, sorting);
      } else {
        const std::size_t element = frame.next;
        frame.next = after(element);
        tell(sink, element, walk, sorting);
      }
    }
  }

 private:
  enum class Kind : std::uint8_t {
    undefined,
    null,
    true_,
    false_,
    number,
    big_int,
    string,
    bytes,
    array,
    object,
    key
  };

  struct Node {
    std::uint64_t
        payload;  // bits of a number, address of a string, count of a container's children
    std::uint64_t kind : 8;
    std::uint64_t size : 56;  // of a string; for a container the index of the node after its last
  };
  static_assert(sizeof(Node) == 16);

  // One container being told. An array walks over nodes, an object over its keys in Walk::keys.
  struct Frame {
    std::size_t next;
    std::size_t end;
    std::size_t first_key;
    bool object;
  };
  struct Walk {
    std::vector<Frame> frames;
    std::vector<std::size_t> keys;  // key nodes of all open objects, in order
  };

  Kind kind(std::size_t node) const { return static_cast<Kind>(nodes_[node].kind); }
  std::string_view text(std::size_t node) const;
  BytesView view(std::size_t node) const;
  double number(std::size_t node) const;
  std::size_t after(std::size_t node) const {
    const bool container = kind(node) == Kind::array || kind(node) == Kind::object;
    return container ? nodes_[node].size : node + 1;
  }

  void add(Kind kind, std::uint64_t payload = 0, std::size_t size = 0);
  void add_view(Kind kind, const void* data, std::size_t size);
  void open(Kind kind);
  void close();

  /// Appends the keys of `object` to `keys`, each once, in order.
  void list_keys(std::size_t object, KeySorting sorting, std::vector<std::size_t>& keys) const;
  std::size_t drop_repeated(std::size_t* keys, std::size_t n) const;
  std::size_t drop_repeated_few(std::size_t* keys, std::size_t n) const;
  std::size_t drop_repeated_many(std::size_t* keys, std::size_t n) const;
  void put_in_order(std::size_t* keys, std::size_t n, KeySorting sorting) const;

  template <class Sink>
  void tell(Sink& sink, std::size_t node, Walk& walk, KeySorting sorting) const {
    switch (kind(node)) {
      case Kind::undefined: return sink.undefined();
      case Kind::null: return sink.null();
      case Kind::true_: return sink.boolean(true);
      case Kind::false_: return sink.boolean(false);
      case Kind::number: return sink.number(number(node));
      case Kind::big_int: return sink.big_int(static_cast<std::int64_t>(nodes_[node].payload));
      case Kind::string:
      case Kind::key: return sink.string(text(node));
      case Kind::bytes: return sink.bytes(view(node));
      case Kind::array:
        sink.begin_array(nodes_[node].payload);
        walk.frames.push_back({node + 1, after(node), walk.keys.size(), false});
        return;
      case Kind::object: {
        const std::size_t first_key = walk.keys.size();
        list_keys(node, sorting, walk.keys);
        sink.begin_object(walk.keys.size() - first_key);
        walk.frames.push_back({first_key, walk.keys.size(), first_key, true});
        return;
      }
    }
  }

  std::vector<Node> nodes_;
  std::vector<std::size_t> open_;  // containers not yet closed, outermost first
};

}  // namespace ycpp
