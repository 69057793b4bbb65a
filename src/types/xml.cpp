// xml.cpp -- XmlFragment, XmlElement and XmlText.
//
// The children are a list like any other, so what Array does for its branch is done here for that
// of a node. Yjs also appends a child by its position, not behind what was deleted at the end.
#include "ycpp/xml.h"

#include "types/content.h"
#include "types/text_place.h"
#include "types/xml_string.h"

namespace ycpp {
namespace {

using store::ItemRef;
using store::Store;

Array children_of(const XmlFragment& node) { return Array(node.core(), node.branch()); }

// The position of a live node in the list that it is in.
std::optional<std::uint64_t> position_of(const Shared& node) {
  Store& store = node.core()->store();
  const store::Branch& branch = store.branch(node.branch());
  if (branch.is_root() || store.is_dead(branch)) return std::nullopt;
  if (!store.slot(store.item(branch.item).slot).is_list) return std::nullopt;
  return store.measure_before(branch.item).width;
}

std::optional<Shared> shared_at(doc::DocCore& core, ItemRef item) {
  const Content content = types::content_of(core, item);
  if (content.kind() != Content::Kind::shared) return std::nullopt;
  return content.shared();
}

std::optional<Shared> next_of(const Shared& node) {
  const std::optional<std::uint64_t> position = position_of(node);
  if (!position) return std::nullopt;
  Store& store = node.core()->store();
  const store::BranchRef list = node.parent()->branch();
  for (std::uint64_t at = *position + 1; at < store.length(list);) {
    const store::SequenceIndex::Found found = store.locate(list, at);
    if (auto shared = shared_at(*node.core(), found.item)) return shared;
    at += found.width - found.offset;
  }
  return std::nullopt;
}

std::optional<Shared> prev_of(const Shared& node) {
  const std::optional<std::uint64_t> position = position_of(node);
  if (!position) return std::nullopt;
  Store& store = node.core()->store();
  const store::BranchRef list = node.parent()->branch();
  for (std::uint64_t at = *position; at > 0;) {
    const store::SequenceIndex::Found found = store.locate(list, at - 1);
    if (auto shared = shared_at(*node.core(), found.item)) return shared;
    at -= found.offset + 1;
  }
  return std::nullopt;
}

}  // namespace

XmlFragment Doc::xml_fragment(std::string_view name) {
  return XmlFragment(core_.get(), types::root_of(*core_, name, store::TypeRef::xml_fragment));
}
XmlElement Doc::xml_element(std::string_view name) {
  return XmlElement(core_.get(), types::root_of(*core_, name, store::TypeRef::xml_element));
}
XmlText Doc::xml_text(std::string_view name) {
  return XmlText(core_.get(), types::root_of(*core_, name, store::TypeRef::xml_text));
}

std::size_t XmlFragment::size() const { return children_of(*this).size(); }
Content XmlFragment::content(std::size_t index) const { return children_of(*this).content(index); }
void XmlFragment::each(const std::function<void(const Content&)>& visit) const {
  children_of(*this).each(visit);
}

XmlElement XmlFragment::insert_element(std::size_t index, std::string_view tag) {
  const Shared made = children_of(*this).insert_shared(index, SharedKind::xml_element, tag);
  return XmlElement(core_, made.branch());
}

XmlText XmlFragment::insert_text(std::size_t index, std::string_view value) {
  core_->check_writable(branch_);
  (void)types::checked_units(value);
  doc::Operation operation(*core_);
  const Shared made = children_of(*this).insert_shared(index, SharedKind::xml_text);
  XmlText text(core_, made.branch());
  if (!value.empty()) text.insert(0, value);
  operation.end();
  return text;
}

void XmlFragment::insert_doc(std::size_t index, const Doc& document) {
  children_of(*this).insert_doc(index, document);
}

XmlElement XmlFragment::push_element(std::string_view tag) { return insert_element(size(), tag); }
XmlText XmlFragment::push_text(std::string_view value) { return insert_text(size(), value); }

void XmlFragment::remove(std::size_t index, std::size_t length) {
  children_of(*this).remove(index, length);
}

std::string XmlFragment::to_string(XmlStyle style) const {
  const bool is_element = kind() == SharedKind::xml_element;
  return types::xml_string(*this, is_element ? SharedKind::xml_element : SharedKind::xml_fragment,
                           style);
}

Subscription XmlFragment::observe(std::function<void(const Event&)> callback) const {
  return observe_any(std::move(callback));
}

std::string_view XmlElement::tag() const { return types::tag_of(core_->store().branch(branch_)); }
std::optional<Shared> XmlElement::next_sibling() const { return next_of(*this); }
std::optional<Shared> XmlElement::prev_sibling() const { return prev_of(*this); }

std::optional<Shared> XmlText::next_sibling() const { return next_of(*this); }
std::optional<Shared> XmlText::prev_sibling() const { return prev_of(*this); }

std::string XmlText::to_string(XmlStyle style) const {
  return types::xml_string(*this, SharedKind::xml_text, style);
}

Subscription XmlText::observe(std::function<void(const Event&)> callback) const {
  return observe_any(std::move(callback));
}

}  // namespace ycpp
