// run.cpp -- the operations of document_histories.py; the twin of yjs_document.mjs.
#include "run.h"

#include <map>
#include <memory>
#include <stdexcept>

#include "client.h"
#include "edits.h"
#include "ycpp/snapshot.h"
#include "ycpp/sticky_index.h"
#include "ycpp/update.h"

namespace interop {
namespace {

using ycpp::Origin;
using ycpp::Snapshot;
using ycpp::StickyIndex;
using Entry = Value::Object;

template <class T>
T must(ycpp::Result<T> result) {
  if (!result) throw std::runtime_error(result.error().message());
  return std::move(result).value();
}

Encoding encoding_of(const Value& op) {
  return is_set(field(op, "v2")) ? Encoding::v2 : Encoding::v1;
}

Bytes encoded(const Message& message, Encoding wanted) {
  if (message.encoding == wanted) return message.bytes;
  return must(ycpp::convert_update(message.bytes, message.encoding, wanted));
}

class Run {
 public:
  explicit Run(const Value& history) : history_(history) {
    for (const Value& id : field(history, "clients").as<Value::List>())
      clients_.push_back(make(clients_.size(), id));
  }

  Entry step(const Value& op);

 private:
  using Operation = Entry (Run::*)(const Value& op);
  static const std::map<std::string, Operation>& operations();

  std::unique_ptr<Client> make(std::size_t c, const Value& id) const {
    return std::make_unique<Client>(history_, c, number(id), now_);
  }
  Client& client(const Value& op) { return *clients_[number(field(op, "c"))]; }
  const Message* message(const Value& number);

  Entry put(const Value& op, std::optional<Message> message);
  Entry put(const Value& op, Bytes bytes) {
    return put(op, Message{std::move(bytes), encoding_of(op)});
  }
  Entry publish(const Value& op, Entry entry);
  Entry take_back(const Value& op, bool done);

  Entry edit(const Value& op);
  Entry undo(const Value& op) { return take_back(op, client(op).undo().undo()); }
  Entry redo(const Value& op) { return take_back(op, client(op).undo().redo()); }
  Entry stop(const Value& op);
  Entry forget(const Value& op);
  Entry widen(const Value& op);
  Entry time(const Value& op);
  Entry deliver(const Value& op);
  Entry diff(const Value& op);
  Entry full(const Value& op);
  Entry merge(const Value& op);
  Entry update_state(const Value& op);
  Entry update_diff(const Value& op);
  Entry convert(const Value& op);
  Entry obscure(const Value& op);
  Entry stick(const Value& op);
  Entry resolve(const Value& op);
  Entry snapshot(const Value& op);
  Entry restore(const Value& op);
  Entry contains(const Value& op);
  Entry restart(const Value& op);
  Entry check(const Value& op);

  const Value& history_;
  std::uint64_t now_ = 1000;
  std::vector<std::unique_ptr<Client>> clients_;
  std::map<std::uint64_t, std::optional<Message>> messages_;
  std::vector<StickyIndex> positions_;
  std::map<std::uint64_t, Snapshot> snapshots_;
};

Entry Run::step(const Value& op) { return (this->*operations().at(string(field(op, "op"))))(op); }

const std::map<std::string, Run::Operation>& Run::operations() {
  static const std::map<std::string, Operation> kOperations = {
      {"edit", &Run::edit},       {"undo", &Run::undo},
      {"redo", &Run::redo},       {"stop", &Run::stop},
      {"forget", &Run::forget},   {"widen", &Run::widen},
      {"time", &Run::time},       {"deliver", &Run::deliver},
      {"diff", &Run::diff},       {"full", &Run::full},
      {"merge", &Run::merge},     {"update_state", &Run::update_state},
      {"convert", &Run::convert}, {"update_diff", &Run::update_diff},
      {"obscure", &Run::obscure}, {"stick", &Run::stick},
      {"resolve", &Run::resolve}, {"snapshot", &Run::snapshot},
      {"restore", &Run::restore}, {"contains", &Run::contains},
      {"restart", &Run::restart}, {"check", &Run::check},
  };
  return kOperations;
}

// A message; null if it was never made, or made by an edit that changed nothing.
const Message* Run::message(const Value& number) {
  const auto found = messages_.find(interop::number(number));
  return found != messages_.end() && found->second ? &*found->second : nullptr;
}

Entry Run::put(const Value& op, std::optional<Message> message) {
  Entry entry{{"m", message ? base64(message->bytes) : Value(nullptr)}};
  messages_[number(field(op, "m"))] = std::move(message);
  return entry;
}

// The update of what the client just did becomes message m.
Entry Run::publish(const Value& op, Entry entry) {
  client(op).report(entry);
  std::optional<Message> message;
  for (const Value& event : field(entry, "events").as<Value::List>()) {
    const auto& parts = event.as<Value::List>();
    if (message || string(parts[0]) != "update") continue;
    const bool second = encoding_of(op) == Encoding::v2;
    message = Message{bytes_of(field(parts[1], second ? "u2" : "u")), encoding_of(op)};
  }
  const Entry made = put(op, std::move(message));
  entry.insert(entry.end(), made.begin(), made.end());
  return entry;
}

Entry Run::take_back(const Value& op, bool done) { return publish(op, {{"done", done}}); }

Entry Run::edit(const Value& op) {
  Client& author = client(op);
  const Value& origin = field(op, "origin");
  author.doc().transact(
      [&] {
        for (const Value& edit : field(op, "edits").as<Value::List>()) edit_once(author, edit);
      },
      origin.is_undefined() ? Origin() : Origin(string(origin)));
  return publish(op, {});
}

Entry Run::stop(const Value& op) {
  client(op).undo().reset();
  return {};
}

Entry Run::forget(const Value& op) {
  client(op).undo().clear(is_set(field(op, "undo")), is_set(field(op, "redo")));
  Entry entry;
  client(op).report(entry);
  return entry;
}

Entry Run::widen(const Value& op) {
  if (field(field(history_, "undo"), "scope").is_null()) return {};
  client(op).undo().expand_scope(client(op).choose(number(field(op, "at"))));
  return {};
}

Entry Run::time(const Value& op) {
  now_ += number(field(op, "ms"));
  return {};
}

Entry Run::deliver(const Value& op) {
  const Message* sent = message(field(op, "of"));
  if (sent == nullptr) return {};
  client(op).apply(*sent, is_set(field(op, "raw")) ? Origin() : Origin("peer"));
  Entry entry;
  client(op).report(entry);
  return entry;
}

Entry Run::diff(const Value& op) {
  const Bytes state = clients_[number(field(op, "for"))]->doc().state_vector();
  Entry entry = put(op, client(op).lacking(state, encoding_of(op)));
  entry.emplace_back("sv", base64(state));
  return entry;
}

Entry Run::full(const Value& op) { return put(op, client(op).lacking({}, encoding_of(op))); }

Entry Run::merge(const Value& op) {
  std::vector<Bytes> updates;
  for (const Value& m : field(op, "of").as<Value::List>())
    if (const Message* sent = message(m)) updates.push_back(encoded(*sent, encoding_of(op)));
  if (updates.empty()) return put(op, std::nullopt);
  const std::vector<BytesView> views(updates.begin(), updates.end());
  return put(op, must(ycpp::merge_updates(views, encoding_of(op))));
}

Entry Run::update_state(const Value& op) {
  const Message* sent = message(field(op, "of"));
  if (sent == nullptr) return {};
  return {{"sv", base64(must(ycpp::state_vector_from_update(sent->bytes, sent->encoding)))}};
}

Entry Run::update_diff(const Value& op) {
  const Message* sent = message(field(op, "of"));
  if (sent == nullptr) return put(op, std::nullopt);
  const Bytes state = client(op).doc().state_vector();
  const Encoding encoding = encoding_of(op);
  Entry entry = put(op, must(ycpp::diff_update(encoded(*sent, encoding), state, encoding)));
  entry.emplace_back("sv", base64(state));
  return entry;
}

Entry Run::convert(const Value& op) {
  const Message* sent = message(field(op, "of"));
  if (sent == nullptr) return put(op, std::nullopt);
  const Encoding other = sent->encoding == Encoding::v1 ? Encoding::v2 : Encoding::v1;
  return put(op, Message{encoded(*sent, other), other});
}

Entry Run::obscure(const Value& op) {
  const Message* sent = message(field(op, "of"));
  if (sent == nullptr) return {};
  return {{"bytes", base64(must(ycpp::obfuscate_update(sent->bytes, sent->encoding)))}};
}

Entry Run::stick(const Value& op) {
  const auto [sequence, index] =
      position_for(client(op), number(field(op, "at")), number(field(op, "where")));
  const bool before = field(op, "assoc").as<std::int64_t>() < 0;
  positions_.push_back(
      StickyIndex::at(sequence, index, before ? ycpp::Assoc::before : ycpp::Assoc::after));
  return {{"bytes", base64(positions_.back().encode())}, {"json", positions_.back().to_json()}};
}

Entry Run::resolve(const Value& op) {
  Value::List places;
  for (const StickyIndex& position : positions_) {
    const StickyIndex read = is_set(field(op, "json"))
                                 ? must(StickyIndex::from_json(position.to_json()))
                                 : must(StickyIndex::decode(position.encode()));
    if (const auto place = read.place(client(op).doc()))
      places.emplace_back(Value::List{client(op).number_of(place->sequence),
                                      static_cast<std::int64_t>(place->index)});
    else
      places.emplace_back(nullptr);
  }
  return {{"places", std::move(places)}};
}

Entry Run::snapshot(const Value& op) {
  const Bytes bytes = Snapshot::of(client(op).doc()).encode();
  snapshots_[number(field(op, "s"))] = must(Snapshot::decode(bytes));
  return {{"bytes", base64(bytes)}};
}

Entry Run::restore(const Value& op) {
  const std::uint64_t of = number(field(op, "of"));
  const auto found = snapshots_.find(of);
  if (found == snapshots_.end()) return {};
  ycpp::Doc past = found->second.restore(
      client(op).doc(), ycpp::DocOptions{.client_id = 1, .guid = "past", .gc = of % 2 == 0});
  Value::List roots;
  for (const Value& root : field(history_, "roots").as<Value::List>())
    roots.push_back(tree(root_of(past, root)));
  past.verify();
  Entry after;
  client(op).report(after);
  return {{"full", base64(must(past.update()))},
          {"roots", std::move(roots)},
          {"after", std::move(after)}};
}

Entry Run::contains(const Value& op) {
  const Message* sent = message(field(op, "update"));
  const auto found = snapshots_.find(number(field(op, "of")));
  if (sent == nullptr || found == snapshots_.end()) return {};
  return {{"contains", must(found->second.contains_update(encoded(*sent, Encoding::v1)))}};
}

Entry Run::restart(const Value& op) {
  const Bytes bytes = client(op).lacking({}, Encoding::v1);
  clients_[number(field(op, "c"))] = make(number(field(op, "c")), field(op, "id"));
  client(op).apply({bytes, Encoding::v1}, "peer");
  Entry entry{{"full", base64(bytes)}};
  client(op).report(entry);
  return entry;
}

Entry Run::check(const Value& op) {
  client(op).doc().verify();
  Entry entry{{"full", base64(client(op).lacking({}, Encoding::v1))},
              {"full2", base64(client(op).lacking({}, Encoding::v2))}};
  client(op).report(entry);
  return entry;
}

}  // namespace

Value run_document(const Value& history) {
  Run run(history);
  Value::List log;
  for (const Value& op : field(history, "ops").as<Value::List>()) {
    try {
      log.emplace_back(run.step(op));
    } catch (const std::exception& error) {
      log.emplace_back(Value::Object{{"error", error.what()}});
      break;
    }
  }
  return log;
}

}  // namespace interop
