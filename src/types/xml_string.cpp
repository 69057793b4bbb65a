// xml_string.cpp -- see xml_string.h.
//
// What Yjs's toString() prints, also for what is no node: any shared type may be a child, an embed
// or the value of an attribute. Nothing is escaped, so the text need not parse as XML.
#include "types/xml_string.h"

#include <algorithm>

#include "base/utf8.h"
#include "store/attributes.h"
#include "types/content.h"
#include "types/js_string.h"
#include "ycpp/any.h"

namespace ycpp::types {
namespace {

using store::BranchRef;
using store::Item;
using store::ItemRef;
using store::Store;
using update::Kind;

/// The walk: a stack of the types that are being printed, each with what is left to print of it.
class XmlPrinter {
 public:
  XmlPrinter(doc::DocCore& core, XmlStyle style)
      : core_(core), store_(core.store()), style_(style) {}

  std::string print(BranchRef root, SharedKind kind) {
    open(root, kind, {});
    while (!stack_.empty()) step();
    return std::move(out_);
  }

 private:
  struct Frame {
    SharedKind kind = SharedKind::undefined;
    ItemRef next = 0;   // item of the list that comes next
    std::string after;  // printed when this type is done
    // An element whose start tag is open: its attributes, and how many of them are printed.
    std::vector<std::pair<std::string_view, Content>> attributes;
    std::size_t attributes_done = 0;
    bool in_tag = false;
    // A text with formatting: what holds here, and what closes the run that is open.
    store::Attributes now;
    std::string run_end;
    bool in_run = false;
  };

  void open(BranchRef ref, SharedKind kind, std::string_view after) {
    const store::Branch& branch = store_.branch(ref);
    Frame frame;
    frame.kind = kind;
    frame.after = after;
    switch (kind) {
      case SharedKind::xml_element: open_element(ref, frame); [[fallthrough]];
      case SharedKind::xml_fragment:
      case SharedKind::xml_text:
      case SharedKind::text:
        frame.next = branch.list == 0 ? 0 : store_.slot(branch.list).head;
        stack_.push_back(std::move(frame));
        return;
      default: out_ += "[object Object]"; out_ += after;
    }
  }

  void open_element(BranchRef ref, Frame& frame) {
    std::string tag(tag_of(store_.branch(ref)));
    if (style_ == XmlStyle::yjs)
      for (char& c : tag)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    out_ += '<';
    out_ += tag;
    frame.in_tag = true;
    frame.after = "</" + tag + ">" + frame.after;
    Map(&core_, ref).each([&](std::string_view key, const Content& value) {
      frame.attributes.emplace_back(key, value);
    });
    std::sort(frame.attributes.begin(), frame.attributes.end(),
              [](const auto& a, const auto& b) { return utf8::utf16_less(a.first, b.first); });
  }

  void step() {
    Frame& frame = stack_.back();
    if (frame.in_tag) return next_attribute(frame);
    if (frame.next == 0) return close(frame);
    const ItemRef ref = frame.next;
    const Item& item = store_.item(ref);
    frame.next = item.right;
    if (item.deleted) return;
    if (frame.kind == SharedKind::text) {
      if (item.kind() == Kind::string) append_text(item);
    } else if (frame.kind == SharedKind::xml_text) {
      print_in_text(frame, ref);
    } else if (item.countable()) {
      print_content(ref, {});
    }
  }

  void next_attribute(Frame& frame) {
    if (frame.attributes_done == frame.attributes.size()) {
      frame.in_tag = false;
      out_ += '>';
      return;
    }
    const auto& [key, value] = frame.attributes[frame.attributes_done++];
    out_ += ' ';
    out_ += key;
    out_ += "=\"";
    if (value.kind() == Content::Kind::shared) return open_shared(value, "\"");  // frame is stale
    append_value(value);
    out_ += '"';
  }

  void close(Frame& frame) {
    end_run(frame);
    out_ += frame.after;
    stack_.pop_back();
  }

  // Of one item of a list of nodes, or of an embed.
  void print_content(ItemRef ref, std::string_view after) {
    const Item& item = store_.item(ref);
    if (item.kind() == Kind::type) return open_shared(content_of(core_, ref), after);
    if (item.kind() == Kind::string) append_text(item);
    if (item.kind() == Kind::doc) out_ += "[object Object]";
    if (item.kind() == Kind::any || item.kind() == Kind::json || item.kind() == Kind::embed ||
        item.kind() == Kind::binary)
      for (std::uint32_t n = 0; n < item.units; ++n) append_value(content_of(core_, ref, n));
    out_ += after;
  }

  // Texts between two marks are one run; an embed is a run of its own.
  void print_in_text(Frame& frame, ItemRef ref) {
    const Item& item = store_.item(ref);
    switch (item.kind()) {
      case Kind::format:
        end_run(frame);
        frame.now.pass(store_.mark_key(item), store_.mark_value(item));
        break;
      case Kind::string:
        if (!frame.in_run) begin_run(frame);
        append_text(item);
        break;
      case Kind::embed:
      case Kind::type: {
        end_run(frame);
        begin_run(frame);
        frame.in_run = false;
        const std::string after = std::move(frame.run_end);
        print_content(ref, after);
        break;
      }
      default: break;  // is no text
    }
  }

  void begin_run(Frame& frame) {
    std::vector<const store::Attributes::Entry*> marks;
    for (const store::Attributes::Entry& mark : frame.now) marks.push_back(&mark);
    std::sort(marks.begin(), marks.end(),
              [](const auto* a, const auto* b) { return utf8::utf16_less(a->first, b->first); });
    frame.in_run = true;
    frame.run_end.clear();
    for (const store::Attributes::Entry* mark : marks) {
      out_ += '<';
      out_ += mark->first;
      append_members(mark->second);
      out_ += '>';
    }
    for (auto mark = marks.rbegin(); mark != marks.rend(); ++mark)
      frame.run_end += "</" + (*mark)->first + ">";
  }

  void append_members(const Bytes& value) {
    const bool is_object = value[0] == static_cast<std::uint8_t>(AnyTag::object);
    if (style_ == XmlStyle::plain && !is_object) return;
    for (const auto& [key, text] : js_members(value)) {
      out_ += ' ';
      out_ += key;
      out_ += "=\"";
      out_ += text;
      out_ += '"';
    }
  }

  void end_run(Frame& frame) {
    if (!frame.in_run) return;
    frame.in_run = false;
    out_ += frame.run_end;
  }

  void open_shared(const Content& content, std::string_view after) {
    const Shared shared = content.shared();
    open(shared.branch(), shared.kind(), after);
  }

  void append_value(const Content& content) {
    const bool plain = style_ == XmlStyle::plain;
    if (content.kind() == Content::Kind::binary)
      plain ? append_plain_bytes(content.bytes(), out_) : append_js_bytes(content.bytes(), out_);
    else if (content.kind() == Content::Kind::value)
      plain ? append_plain_string(content.bytes(), out_) : append_js_string(content.bytes(), out_);
    else
      out_ += "[object Object]";  // a sub-document
  }

  void append_text(const Item& item) {
    if (item.lead_half) out_ += utf8::kReplacement;
    out_ += store_.text(item);
    if (item.tail_half) out_ += utf8::kReplacement;
  }

  doc::DocCore& core_;
  const Store& store_;
  XmlStyle style_;
  std::string out_;
  std::vector<Frame> stack_;
};

}  // namespace

std::string xml_string(const Shared& root, SharedKind kind, XmlStyle style) {
  return XmlPrinter(*root.core(), style).print(root.branch(), kind);
}

}  // namespace ycpp::types
