// plan.h -- Plan: what is to be put into a document, checked before anything changes.
//
// Content is first turned into a Plan, which finds everything that is wrong with it; carrying a
// plan out cannot fail. So a bad value, at any depth, changes nothing.
#pragma once

#include <memory>
#include <span>

#include "shared.h"

namespace ycpp::python {

struct Plan {
  struct Step {
    enum class Kind : std::uint8_t { values, binary, shared, document };
    Kind kind = Kind::values;
    std::string key;  ///< in a map, or of an attribute
    Bytes bytes;      ///< `count` encoded values, or the byte string
    std::size_t count = 0;
    nb::object object;            ///< the shared type to join, or the document; null if a str
                                  ///< stands for a text that nobody asked for
    std::unique_ptr<Plan> inner;  ///< its content
    nb::object initial;           ///< what it was made with: to go when nobody is in the document
  };
  SharedKind kind = SharedKind::undefined;  ///< of what it fills
  std::string tag;                          ///< of an element
  std::string text;                         ///< of a text
  std::vector<Step> attributes;             ///< of an element
  std::vector<Step> steps;                  ///< of an array, a map, or nodes

  bool empty() const { return text.empty() && attributes.empty() && steps.empty(); }
};

/// True for what is not encoded as a value: shared types, byte strings and documents.
bool needs_plan(nb::handle value);

/// What a free-standing shared type was made with.
/// @throws TypeError, ValueError or OverflowError naming the path of what is wrong, RecursionError
Plan plan_of(const PyShared& type);
/// Elements of an array.
Plan plan_values(nb::handle iterable);
/// One entry of a map.
Plan plan_entry(std::string key, nb::handle value);
/// One attribute of a node.
Plan plan_attribute(std::string key, nb::handle value);
/// A shared type that is to be embedded in a text.
Plan plan_embed(nb::handle type);
/// A child of a node: an XmlText, an XmlElement, or a str for a new XmlText. Its Python object is
/// made now, when there is nothing yet to be left half done.
Plan plan_child(nb::handle node);

/// Refuses documents that cannot become values in `document`, for which there is an Edit. May wait,
/// so to be called before the document is looked at.
/// @throws ValueError
void check_documents(std::span<const Plan> plans, Document& document);

/// Puts it into `target`, which is of `plan.kind`; in an array or a node at `index`.
void carry_out(const Plan& plan, const nb::object& document, const Shared& target,
               std::size_t index = 0);
/// Fills the target of the only step of `plan`, a shared type; returns its Python object.
nb::object fill_only(const Plan& plan, const nb::object& document, const Shared& target);

/// Makes the object part of a document as a root, and inserts its initial content: at the front,
/// children at the end.
void integrate_root(nb::handle self, nb::handle_t<Document> document, const std::string& name);

}  // namespace ycpp::python
