// id_map_codec.cpp -- the bytes of an IdMap; see IdMap::encode().
//
//   varuint clients, then per client: varuint difference to the client before, varuint n, n ranges
//   range: varuint clock, varuint length, varuint n, n attributes
//   attribute: varuint number; if it is the next new one also: varuint name, [string], any
//   name: varuint number; if it is the next new one, the string follows
#include <optional>

#include "ycpp/any.h"
#include "ycpp/id_map.h"

namespace ycpp {

Bytes IdMap::encode() const {
  // Names are long if somebody likes it so, and are shared: so they are not read again and again.
  using Name = ContentAttribute::Name;
  struct NameHash {
    std::size_t operator()(const Name* name) const { return name->hash; }
  };
  struct SameName {
    bool operator()(const Name* a, const Name* b) const { return a == b || a->text == b->text; }
  };
  Writer out;
  std::vector<std::optional<std::uint32_t>> numbers(attributes_.size());
  std::uint32_t written = 0;
  std::unordered_map<const Name*, std::size_t, NameHash, SameName> names;
  out.var_uint(clients_.size());
  std::uint64_t last = 0;
  for (const auto& [client, spans] : clients_) {
    out.var_uint(client - last);
    last = client;
    out.var_uint(spans.size());
    for (const auto& [clock, span] : spans) {
      out.var_uint(clock);
      out.var_uint(span.end - clock);
      out.var_uint(span.attributes.size());
      for (const std::uint32_t attribute : span.attributes) {
        const bool is_new = !numbers[attribute];
        if (is_new) numbers[attribute] = written++;
        out.var_uint(*numbers[attribute]);
        if (!is_new) continue;
        const ContentAttribute& what = attributes_[attribute];
        const auto [name, is_new_name] = names.emplace(what.parts_->name.get(), names.size());
        out.var_uint(name->second);
        if (is_new_name) out.var_string(what.name());
        out.bytes(what.any());
      }
    }
  }
  return out.take();
}

class IdMap::Decoder {
 public:
  explicit Decoder(BytesView bytes) : in_(bytes) {}

  Result<IdMap> run() {
    const std::size_t clients = in_.count(2);
    std::uint64_t client = 0;
    for (std::size_t i = 0; i < clients && in_.ok(); ++i) {
      const std::uint64_t difference = in_.var_uint();
      if (i > 0 && difference == 0) in_.fail(Errc::invalid_reference);
      if (difference > kMaxSafeInteger - client) in_.fail(Errc::integer_too_large);
      client += difference;
      read_client(client);
    }
    if (!in_.ok()) return in_.error();
    return std::move(map_);
  }

 private:
  void read_client(std::uint64_t client) {
    const std::size_t n = in_.count(3);
    Spans spans;
    std::uint64_t end = 0;
    for (std::size_t i = 0; i < n && in_.ok(); ++i) {
      const std::uint64_t clock = in_.var_uint();
      const std::uint64_t length = in_.var_uint();
      if (clock < end) in_.fail(Errc::invalid_reference);
      if (length > kMaxSafeInteger - clock) in_.fail(Errc::clock_overflow);
      Attributes attributes = read_attributes();
      if (!in_.ok() || length == 0) continue;
      end = clock + length;
      spans.emplace_hint(spans.end(), clock, Span{end, std::move(attributes)});
    }
    if (!in_.ok() || spans.empty()) return;
    join(spans, 0, kMaxSafeInteger);
    map_.clients_.emplace(client, std::move(spans));
  }

  Attributes read_attributes() {
    const std::size_t n = in_.count(1);
    Attributes read;
    for (std::size_t i = 0; i < n && in_.ok(); ++i) {
      const std::uint64_t number = in_.var_uint();
      if (number > seen_.size()) in_.fail(Errc::invalid_reference);
      if (number == seen_.size()) read_attribute();
      if (!in_.ok()) break;
      const std::uint32_t attribute = seen_[static_cast<std::size_t>(number)];
      if (last_in_[attribute] == ranges_) continue;  // a second time in the same range
      last_in_[attribute] = ranges_;
      read.push_back(attribute);
    }
    ++ranges_;
    return read;
  }

  void read_attribute() {
    const std::uint64_t name = in_.var_uint();
    if (name > names_.size()) in_.fail(Errc::invalid_reference);
    if (name == names_.size())
      names_.push_back(ContentAttribute::shared_name(std::string(in_.var_string())));
    Writer value;
    transcode_any(in_, value);
    if (!in_.ok()) return;
    const auto& known = names_[static_cast<std::size_t>(name)];
    seen_.push_back(map_.number_of(ContentAttribute(known, value.take())));
    last_in_.resize(map_.attributes_.size());
  }

  Reader in_;
  IdMap map_;
  std::vector<std::uint32_t> seen_;     // by the number in the bytes: the attribute
  std::vector<std::uint64_t> last_in_;  // by attribute: the number of the last range that has it
  std::vector<std::shared_ptr<const ContentAttribute::Name>> names_;  // one may stand for many
  std::uint64_t ranges_ = 1;
};

Result<IdMap> IdMap::decode(BytesView bytes) { return Decoder(bytes).run(); }

}  // namespace ycpp
