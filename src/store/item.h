// item.h -- Item: one run of ids of one client, as it lives in a document. 64 bytes: a cache line.
//
// Items never move and are named by 32-bit handles. The ids and origins are exact and never change,
// except that an item can be split (keeps the left part) or absorb its right neighbour. Clients are
// dense per-document indices here; the wire's 53-bit ids are in ClientLog.
//
// What an item deliberately lacks: its text and values (they are in its client's buffers, so that
// split and join are arithmetic), its parent (it is its slot's) and observers.
#pragma once

#include <cstdint>

#include "update/block.h"

namespace ycpp::store {

using update::Kind;
using update::TypeRef;

using ItemRef = std::uint32_t;    ///< handle of an Item; 0 is none
using ClientRef = std::uint32_t;  ///< dense index of a client
using BranchRef = std::uint32_t;  ///< handle of a Branch; 0 is none
using SlotRef = std::uint32_t;    ///< handle of a Slot; 0 is none
using NodeRef = std::uint32_t;    ///< handle of a node of a sequence index; 0 is none

inline constexpr ClientRef kNoClient = 0xffffffff;

/// An id with a dense client. `client == kNoClient` means: no id.
struct LocalId {
  ClientRef client = kNoClient;
  std::uint64_t clock = 0;
  bool exists() const { return client != kNoClient; }
  friend bool operator==(const LocalId& a, const LocalId& b) {
    return a.client == b.client && (a.clock == b.clock || a.client == kNoClient);
  }
};

struct Item {
  std::uint64_t clock : 53 = 0;
  std::uint64_t kind_bits : 4 = 0;
  std::uint64_t deleted : 1 = 0;
  std::uint64_t keep : 1 = 0;       // undo may want it back: not collected
  std::uint64_t lead_half : 1 = 0;  // see Block
  std::uint64_t tail_half : 1 = 0;
  std::uint64_t redone : 1 = 0;     // an undo made it anew; see Store::redone
  std::uint64_t : 2;
  std::uint64_t origin_clock : 53 = 0;
  std::uint64_t : 11;
  std::uint64_t right_origin_clock : 53 = 0;
  std::uint64_t : 11;

  ClientRef client = 0;
  ClientRef origin_client = kNoClient;
  ClientRef right_origin_client = kNoClient;
  ItemRef left = 0;
  ItemRef right = 0;
  SlotRef slot = 0;    // 0 for gc, which is in no list
  NodeRef leaf = 0;    // leaf of the sequence index, while there is one
  std::uint32_t units = 0;  // length; deleted and gc items, which may be huge, have it in `wide`

  struct TextRange {
    std::uint32_t start;  // in the client's text buffer
    std::uint32_t bytes;
  };
  union Content {
    std::uint64_t wide;    // deleted, gc: the length
    TextRange text;        // string
    std::uint32_t values;  // any, json, binary, embed, format, doc: first entry in the value buffer
    BranchRef branch;      // type
  } content = {0};

  static constexpr std::uint64_t kClockMask = (std::uint64_t{1} << 53) - 1;
  void set_clock(std::uint64_t c) { clock = c & kClockMask; }
  Kind kind() const { return static_cast<Kind>(kind_bits); }
  void set_kind(Kind kind) { kind_bits = static_cast<std::uint64_t>(kind) & 0xf; }
  bool is_gc() const { return kind() == Kind::gc; }
  std::uint64_t length() const {
    return kind_bits <= static_cast<std::uint64_t>(Kind::deleted) ? content.wide : units;
  }
  std::uint64_t end() const { return clock + length(); }
  LocalId id() const { return {client, clock}; }
  LocalId last_id() const { return {client, end() - 1}; }
  LocalId origin() const { return {origin_client, origin_clock}; }
  LocalId right_origin() const { return {right_origin_client, right_origin_clock}; }
  void set_origin(LocalId id) {
    origin_client = id.client;
    origin_clock = id.clock & kClockMask;
  }
  void set_right_origin(LocalId id) {
    right_origin_client = id.client;
    right_origin_clock = id.clock & kClockMask;
  }
  /// True when the content counts for lengths and positions while it is not deleted.
  bool countable() const { return kind() != Kind::deleted && kind() != Kind::format && !is_gc(); }
};
static_assert(sizeof(Item) == 64);

}  // namespace ycpp::store
