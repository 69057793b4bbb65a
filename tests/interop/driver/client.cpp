// client.cpp -- see client.h.
#include "client.h"

#include <algorithm>
#include <stdexcept>

namespace interop {
namespace {

using ycpp::DocOptions;
using ycpp::OffsetKind;
using ycpp::SharedKind;

OffsetKind unit_of(const Value& history) {
  const std::string& unit = string(field(history, "unit"));
  if (unit == "unicode") return OffsetKind::unicode;
  return unit == "utf16" ? OffsetKind::utf16 : OffsetKind::utf8;
}

Value show_origin(const ycpp::Origin& origin) {
  if (origin.object() != nullptr) return "undo";
  return origin.empty() ? Value(nullptr) : Value(origin.name());
}

Value show_ids(const ycpp::IdSet& set) {
  Value::List clients;
  for (const auto& client : set.clients()) {
    Value::List ranges;
    for (const ycpp::IdRange& range : client.ranges)
      ranges.emplace_back(Value::List{static_cast<std::int64_t>(range.clock),
                                      static_cast<std::int64_t>(range.length)});
    clients.emplace_back(Value::List{static_cast<std::int64_t>(client.id), std::move(ranges)});
  }
  return clients;
}

Value show_path(const ycpp::Path& path) {
  Value::List steps;
  for (const ycpp::PathStep& step : path) {
    if (const auto* index = std::get_if<std::size_t>(&step))
      steps.emplace_back(static_cast<std::int64_t>(*index));
    else
      steps.emplace_back(std::get<std::string>(step));
  }
  return steps;
}

Value show_keys(const std::vector<ycpp::KeyChange>& keys) {
  static constexpr const char* kActions[] = {"add", "update", "delete"};
  Value::List changes;
  for (const ycpp::KeyChange& change : keys)
    changes.emplace_back(Value::List{change.key, kActions[static_cast<int>(change.action)],
                                     show(change.old_value, Detail::kind),
                                     show(change.new_value, Detail::kind)});
  return changes;
}

Value show_text_delta(const std::vector<TextDelta>& delta) {
  Value::List steps;
  for (const TextDelta& step : delta) {
    const auto length = static_cast<std::int64_t>(step.length);
    if (step.kind == TextDelta::Kind::insert)
      steps.push_back(show_insert(step, Detail::kind));
    else if (step.kind == TextDelta::Kind::remove)
      steps.emplace_back(Value::List{"delete", length});
    else
      steps.emplace_back(Value::List{"retain", length, show_attributes(step.attributes)});
  }
  return steps;
}

Value show_list_delta(const std::vector<ycpp::ArrayDelta>& delta) {
  using Kind = ycpp::ArrayDelta::Kind;
  Value::List steps;
  for (const ycpp::ArrayDelta& step : delta) {
    Value::List shown{step.kind == Kind::insert   ? "insert"
                      : step.kind == Kind::remove ? "delete"
                                                  : "retain"};
    if (step.kind == Kind::insert) {
      Value::List values;
      for (const Content& value : step.values) values.push_back(show(value, Detail::kind));
      shown.emplace_back(std::move(values));
    } else {
      shown.emplace_back(static_cast<std::int64_t>(step.length));
    }
    steps.emplace_back(std::move(shown));
  }
  return steps;
}

}  // namespace

Shared root_of(ycpp::Doc& doc, const Value& root) {
  const auto& both = root.as<Value::List>();
  const std::string& name = string(both[0]);
  switch (kind_named(string(both[1]))) {
    case SharedKind::text: return doc.text(name);
    case SharedKind::array: return doc.array(name);
    case SharedKind::map: return doc.map(name);
    case SharedKind::xml_text: return doc.xml_text(name);
    case SharedKind::xml_element: return doc.xml_element(name);
    case SharedKind::xml_fragment: return doc.xml_fragment(name);
    default: throw std::invalid_argument("no root is of this kind");
  }
}

Client::Client(const Value& history, std::size_t c, std::uint64_t id, const std::uint64_t& now)
    : doc_(DocOptions{.client_id = id,
                      .guid = "doc",
                      .offset_kind = unit_of(history),
                      .gc = is_set(field(history, "gc").as<Value::List>().at(c))}) {
  for (const Value& root : field(history, "roots").as<Value::List>())
    roots_.push_back(root_of(doc_, root));
  if (!field(history, "undo").is_null()) watch(history, now);
  listen();
  meet();
}

void Client::watch(const Value& history, const std::uint64_t& now) {
  const Value& settings = field(history, "undo");
  undo_.emplace(
      ycpp::UndoOptions{.capture_timeout_ms = number(field(settings, "timeout")),
                        .clock = [&now] { return now; },
                        .ignore_remote_map_changes = is_set(field(settings, "ignore_remote"))});
  if (const auto* scope = field(settings, "scope").get_if<Value::List>()) {
    const auto& roots = field(history, "roots").as<Value::List>();
    for (std::size_t i = 0; i < roots.size(); ++i)
      if (std::find(scope->begin(), scope->end(), roots[i].as<Value::List>()[0]) != scope->end())
        undo_->expand_scope(roots_[i]);
  } else {
    undo_->expand_scope(doc_);
  }
  if (const auto* origins = field(settings, "origins").get_if<Value::List>())
    for (const Value& origin : *origins)
      undo_->include_origin(origin.is_null() ? ycpp::Origin() : ycpp::Origin(string(origin)));
  subscriptions_.push_back(undo_->observe([this](const ycpp::StackEvent& event) {
    static constexpr const char* kKinds[] = {"added", "updated", "popped"};
    const bool of_undo = event.stack == ycpp::StackEvent::Stack::undo;
    events_.emplace_back(Value::List{"stack", kKinds[static_cast<int>(event.kind)],
                                     of_undo ? "undo" : "redo", show_ids(event.item.insertions),
                                     show_ids(event.item.deletions)});
  }));
}

void Client::listen() {
  subscriptions_.push_back(doc_.observe([this](const ycpp::TransactionEvent& event) {
    events_.emplace_back(
        Value::List{"update", Value::Object{{"u", base64(event.update())},
                                            {"u2", base64(event.update_v2())},
                                            {"before", base64(event.before_state())},
                                            {"after", base64(event.after_state())},
                                            {"ds", base64(event.delete_set())},
                                            {"origin", show_origin(event.origin())},
                                            {"local", event.local()}}});
  }));
}

// All live types, in document order.
std::vector<Shared> Client::walk() const {
  std::vector<Shared> found;
  std::vector<Shared> left(roots_.rbegin(), roots_.rend());
  while (!left.empty()) {
    const Shared type = left.back();
    left.pop_back();
    found.push_back(type);
    const std::vector<Shared> inside = children(type);
    left.insert(left.end(), inside.rbegin(), inside.rend());
  }
  return found;
}

// Observes the types that are new.
void Client::meet() {
  for (const Shared& type : walk()) {
    if (!number_of(type).is_null()) continue;
    const auto number = static_cast<std::int64_t>(types_.size());
    types_.push_back(type);
    subscriptions_.push_back(type.observe_any([this, number](const ycpp::Event& event) {
      events_.emplace_back(Value::List{"event", number, told(event)});
    }));
    subscriptions_.push_back(
        type.observe_deep([this, number](const std::vector<ycpp::Event>& events) {
          Value::List all;
          for (const ycpp::Event& event : events) all.push_back(told(event));
          events_.emplace_back(Value::List{"deep", number, std::move(all)});
        }));
  }
}

Value Client::told(const ycpp::Event& event) const {
  const bool is_text = event.target().text().has_value();
  return Value::Object{{"target", number_of(event.target())},
                       {"kind", kind_name(event.target().kind())},
                       {"path", show_path(event.path())},
                       {"keys", show_keys(event.keys())},
                       {"delta", is_text ? show_text_delta(event.text_delta())
                                         : show_list_delta(event.array_delta())}};
}

void Client::report(Value::Object& entry) {
  meet();
  entry.emplace_back("events", std::exchange(events_, {}));
  Value::List roots;
  for (const Shared& type : roots_) roots.push_back(tree(type));
  entry.emplace_back("roots", std::move(roots));
  entry.emplace_back("sv", base64(doc_.state_vector()));
  entry.emplace_back("waits", doc_.has_pending());
  entry.emplace_back("waited", waited_);
  waited_ |= doc_.has_pending();
  if (undo_)
    entry.emplace_back("stacks",
                       Value::List{static_cast<std::int64_t>(undo_->undo_stack().size()),
                                   static_cast<std::int64_t>(undo_->redo_stack().size())});
}

void Client::apply(const Message& message, ycpp::Origin origin) {
  const ycpp::Result<void> applied =
      doc_.apply_update(message.bytes, std::move(origin), message.encoding);
  if (!applied) throw std::runtime_error(applied.error().message());
}

Bytes Client::lacking(BytesView state_vector, Encoding encoding) const {
  return doc_.update(state_vector, encoding).value();
}

Shared Client::choose(std::uint64_t at, std::initializer_list<SharedKind> kinds) const {
  std::vector<Shared> types = walk();
  if (kinds.size() == 0) return types[at % types.size()];
  std::erase_if(types, [&](const Shared& type) {
    return std::find(kinds.begin(), kinds.end(), type.kind()) == kinds.end();
  });
  return types[at % types.size()];
}

Value Client::number_of(const Shared& type) const {
  const auto found = std::find(types_.begin(), types_.end(), type);
  if (found == types_.end()) return nullptr;
  return static_cast<std::int64_t>(found - types_.begin());
}

}  // namespace interop
