// json.cpp -- shared types as JSON. Iterative: depth is data.
#include <vector>

#include "types/content.h"
#include "types/js_string.h"
#include "types/xml_string.h"
#include "ycpp/any.h"
#include "ycpp/text.h"

namespace ycpp {
namespace {

using store::ItemRef;
using store::SlotRef;
using store::Store;

/// The walk: a stack of the arrays and maps that are open, each with what comes next in it.
class JsonPrinter {
 public:
  explicit JsonPrinter(doc::DocCore& core) : core_(core), store_(core.store()) {}

  std::string print(const Shared& root) {
    append(root);
    while (!stack_.empty()) {
      if (stack_.back().is_map)
        next_key(stack_.back());
      else
        next_element(stack_.back());
    }
    return std::move(out_);
  }

 private:
  struct Frame {
    bool is_map;
    ItemRef item = 0;  // of an array: what comes next, and how many of its units are printed
    std::uint32_t unit = 0;
    SlotRef slot = 0;  // of a map
    bool first = true;
  };

  void append(const Shared& shared) {
    const store::Branch& branch = store_.branch(shared.branch());
    switch (shared.kind()) {
      case SharedKind::array:
        out_ += '[';
        stack_.push_back({false, branch.list == 0 ? 0 : store_.slot(branch.list).head});
        break;
      case SharedKind::map:
      case SharedKind::xml_hook:
        out_ += '{';
        stack_.push_back({true, 0, 0, branch.first_key});
        break;
      case SharedKind::text: append_json_string(out_, shared.text()->to_string()); break;
      case SharedKind::xml_element:
      case SharedKind::xml_fragment:
      case SharedKind::xml_text:
        append_json_string(out_, types::xml_string(shared, shared.kind(), XmlStyle::plain));
        break;
      case SharedKind::undefined: out_ += "null"; break;
    }
  }

  void append(const Content& content) {
    switch (content.kind()) {
      case Content::Kind::none: out_ += "null"; break;
      case Content::Kind::shared: append(content.shared()); break;
      case Content::Kind::document:
        out_ += R"({"guid":)";
        append_json_string(out_, content.guid());
        out_ += '}';
        break;
      case Content::Kind::binary: types::append_plain_bytes(content.bytes(), out_); break;
      case Content::Kind::value: {
        Reader in(content.bytes());
        if (content.bytes()[0] == static_cast<std::uint8_t>(AnyTag::undefined))
          out_ += "null";
        else
          any_to_json(in, out_);
        break;
      }
    }
  }

  void separate(Frame& frame) {
    if (!std::exchange(frame.first, false)) out_ += ',';
  }

  // The frame may be stale after an append: what is printed may have opened another.
  void next_element(Frame& frame) {
    if (frame.item == 0) return close(']');
    const ItemRef ref = frame.item;
    const store::Item& item = store_.item(ref);
    const std::uint32_t unit = frame.unit++;
    const bool visible = !item.deleted && item.countable();
    if (!visible || frame.unit >= item.units) {
      frame.item = item.right;
      frame.unit = 0;
    }
    if (!visible) return;
    separate(frame);
    append(types::content_of(core_, ref, unit));
  }

  void next_key(Frame& frame) {
    if (frame.slot == 0) return close('}');
    const store::Slot& slot = store_.slot(frame.slot);
    frame.slot = slot.next;
    if (slot.tail == 0 || store_.item(slot.tail).deleted) return;
    separate(frame);
    append_json_string(out_, slot.key);
    out_ += ':';
    append(types::last_of(core_, slot.tail));
  }

  void close(char bracket) {
    out_ += bracket;
    stack_.pop_back();
  }

  doc::DocCore& core_;
  const Store& store_;
  std::string out_;
  std::vector<Frame> stack_;
};

}  // namespace

std::string Shared::to_json() const { return JsonPrinter(*core_).print(*this); }

}  // namespace ycpp
