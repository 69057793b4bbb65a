// naive_update.cpp -- an update in the v1 encoding, taken apart into units; see naive_doc.h.
#include "difference.h"
#include "hex.h"
#include "naive_doc.h"
#include "ycpp/any.h"

namespace ycpp::swarm {
namespace {

using Kind = NaiveUnit::Kind;

// The numbers that kinds of content have on the wire.
enum Ref : std::uint8_t {
  kGc = 0,
  kDeleted = 1,
  kBinary = 3,
  kString = 4,
  kEmbed = 5,
  kMark = 6,
  kType = 7,
  kAny = 8,
  kSkip = 10,
};

constexpr std::uint8_t kHasLeft = 0x80;
constexpr std::uint8_t kHasRight = 0x40;
constexpr std::uint8_t kHasKey = 0x20;

NaiveId read_id(Reader& in) {
  const std::uint64_t client = in.var_uint();
  return {client, in.var_uint()};
}

std::u16string to_utf16(std::string_view utf8) {
  std::u16string out;
  for (const std::string& character : characters_of(utf8)) {
    const auto lead = static_cast<unsigned char>(character[0]);
    std::uint32_t cp = character.size() == 1 ? lead : lead & (0x7fU >> character.size());
    for (std::size_t i = 1; i < character.size(); ++i)
      cp = cp << 6 | (static_cast<unsigned char>(character[i]) & 0x3fU);
    if (cp >= 0x10000) {
      out += static_cast<char16_t>(0xd7c0 + (cp >> 10));
      cp = 0xdc00 + (cp & 0x3ff);
    }
    out += static_cast<char16_t>(cp);
  }
  return out;
}

std::string canonical(std::string_view json) {
  std::string out;
  require(canonical_json(json, out).ok(), "a mark or an embedded value is JSON");
  return out;
}

// One block: units that follow each other.
class Block {
 public:
  Block(Reader& in, NaiveId id, NaiveUpdate& update) : in_(in), next_(id), update_(update) {}

  /// Reads it; the number of units in it.
  std::uint64_t read() {
    const std::uint64_t first = next_.clock;
    const std::uint8_t info = in_.u8();
    const std::uint8_t ref = info & 0x1f;
    if (ref == kGc || ref == kSkip) {
      const std::uint64_t length = in_.var_uint();
      if (ref == kSkip) return length;
      for (std::uint64_t i = 0; i < length; ++i) add(Kind::collected);
      return length;
    }
    if ((info & kHasLeft) != 0) left_ = read_id(in_);
    if ((info & kHasRight) != 0) right_ = read_id(in_);
    if (!left_ && !right_) read_place((info & kHasKey) != 0);
    read_content(ref);
    return next_.clock - first;
  }

 private:
  void read_place(bool has_key) {
    place_.emplace();
    if (in_.var_uint() == 1)
      place_->root = in_.var_string();
    else
      place_->type = read_id(in_);
    if (has_key) place_->key = in_.var_string();
  }

  void read_content(std::uint8_t ref) {
    switch (ref) {
      case kDeleted: add_many(in_.var_uint(), [&] { add(Kind::deleted); }); return;
      case kBinary: add(Kind::value).value = "x" + to_hex(in_.var_bytes()); return;
      case kString:
        for (const char16_t c : to_utf16(in_.var_string())) add(Kind::character).character = c;
        return;
      case kEmbed: add(Kind::embed).value = canonical(in_.var_string()); return;
      case kMark: {
        NaiveUnit& unit = add(Kind::mark);
        unit.name = in_.var_string();
        unit.value = canonical(in_.var_string());
        return;
      }
      case kType: add(Kind::type).type = in_.var_uint(); return;
      case kAny:
        add_many(in_.var_uint(), [&] { any_to_json(in_, add(Kind::value).value); });
        return;
      default: throw Difference("a kind of content that no edit made");
    }
  }

  template <class Make>
  static void add_many(std::uint64_t count, Make make) {
    for (; count > 0; --count) make();
  }

  NaiveUnit& add(Kind kind) {
    NaiveUnit unit;
    unit.id = next_;
    unit.left = left_;
    unit.right = right_;
    unit.place = place_;
    unit.kind = kind;
    left_ = next_;
    ++next_.clock;
    place_.reset();
    update_.units.push_back(std::move(unit));
    return update_.units.back();
  }

  Reader& in_;
  NaiveId next_;
  NaiveUpdate& update_;
  NaiveOrigin left_;
  NaiveOrigin right_;
  std::optional<NaivePlace> place_;
};

}  // namespace

NaiveUpdate read_naively(BytesView bytes) {
  NaiveUpdate update;
  Reader in(bytes);
  for (std::uint64_t clients = in.var_uint(); clients > 0; --clients) {
    std::uint64_t blocks = in.var_uint();
    NaiveId id = read_id(in);
    for (; blocks > 0 && in.ok(); --blocks) id.clock += Block(in, id, update).read();
  }
  for (std::uint64_t clients = in.var_uint(); clients > 0; --clients) {
    const std::uint64_t client = in.var_uint();
    for (std::uint64_t ranges = in.var_uint(); ranges > 0; --ranges) {
      const NaiveId first = read_id(in);  // a clock and a length
      for (std::uint64_t i = 0; i < first.clock; ++i)
        update.deletions.push_back({client, first.client + i});
    }
  }
  require(in.ok() && in.at_end(), "an update can be read to its end");
  return update;
}

}  // namespace ycpp::swarm
