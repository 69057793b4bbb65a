// xml.h -- XmlFragment, XmlElement, XmlText: a shared tree of markup.
//
// A fragment is a list of nodes: elements and texts. An element is a fragment with a tag and
// attributes, a text is a Text with attributes. Peers may have put anything else into such a list,
// too; it counts as one child and is read as Content.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "ycpp/array.h"
#include "ycpp/map.h"
#include "ycpp/text.h"

namespace ycpp {

/// How to_string() prints what is not markup, and tags. Nothing is escaped in either style.
enum class XmlStyle : std::uint8_t {
  yjs,    ///< as Yjs: A to Z in tags become a to z, values are what JavaScript's String() makes
  plain,  ///< tags are as they are, values that are no strings are JSON
};

/// The attributes of a node: values, and shared types, by name. What a Map is, see there.
class XmlAttributes : private Map {
 public:
  explicit XmlAttributes(const Shared& node) : Map(node.core(), node.branch()) {}

  using Map::clear;
  using Map::contains;
  using Map::content;
  using Map::each;
  using Map::get;
  using Map::remove;
  using Map::set;
  using Map::set_any;
  using Map::set_array;
  using Map::set_binary;
  using Map::set_doc;
  using Map::set_map;
  using Map::set_shared;
  using Map::set_text;
  using Map::size;
};

class XmlElement;
class XmlText;

/// Methods that change the fragment open a transaction of their own unless one is open.
class XmlFragment : public Shared {
 public:
  /// Number of children. O(1).
  std::size_t size() const;

  /// O(log n). @throws std::out_of_range `index` is past the end
  Entry get(std::size_t index) const { return content(index).entry(); }
  Content content(std::size_t index) const;

  /// Calls `visit` with every child in order. O(n).
  void each(const std::function<void(const Content&)>& visit) const;

  /// Inserts an empty element before position `index`. O(log n).
  /// @throws std::out_of_range `index` is past the end; std::invalid_argument `tag` is empty or not
  ///         UTF-8; ReadOnlyError while observers run
  XmlElement insert_element(std::size_t index, std::string_view tag);
  /// Inserts a text that holds `value`.
  /// @throws as insert_element(); std::invalid_argument `value` is not UTF-8
  XmlText insert_text(std::size_t index, std::string_view value = {});
  /// Inserts a document as a child; see subdocs.h.
  /// @throws as insert_element(); std::invalid_argument it is a value somewhere already
  void insert_doc(std::size_t index, const Doc& document);

  /// Inserts after the last child.
  XmlElement push_element(std::string_view tag);
  XmlText push_text(std::string_view value = {});

  /// Deletes `length` children from position `index`. O(log n + items deleted).
  /// @throws std::out_of_range
  void remove(std::size_t index, std::size_t length = 1);

  /// The children one after the other; of an element with its tags. O(size of the tree).
  std::string to_string(XmlStyle style = XmlStyle::yjs) const;

  /// Calls `callback` for every transaction that changed this node, before Doc's observers. The
  /// event has the changes of the children (`array_delta`) and of the attributes (`keys`).
  Subscription observe(std::function<void(const Event&)> callback) const;

  using Shared::Shared;
};

class XmlElement : public XmlFragment {
 public:
  /// The name that it was made with; "UNDEFINED" of a root. Valid as long as the document.
  std::string_view tag() const;
  XmlAttributes attributes() const { return XmlAttributes(*this); }

  /// The nearest shared type after, or before, this one in the list that it is in; nothing at the
  /// end of the list, for a root, and for one that is no element of a list. O(log n).
  std::optional<Shared> next_sibling() const;
  std::optional<Shared> prev_sibling() const;

  using XmlFragment::XmlFragment;
};

class XmlText : public Text {
 public:
  XmlAttributes attributes() const { return XmlAttributes(*this); }

  /// See XmlElement.
  std::optional<Shared> next_sibling() const;
  std::optional<Shared> prev_sibling() const;

  /// The text with its formatting as tags, in the order of their names, around every run: formatted
  /// {b: {size: 2}} it is <b size="2">text</b>. O(n).
  std::string to_string(XmlStyle style = XmlStyle::yjs) const;

  /// Calls `callback` for every transaction that changed this node, before Doc's observers. The
  /// event has the changes of the text (`text_delta`) and of the attributes (`keys`).
  Subscription observe(std::function<void(const Event&)> callback) const;

  using Text::Text;
};

}  // namespace ycpp
