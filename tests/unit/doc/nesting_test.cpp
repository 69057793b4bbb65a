// nesting_test.cpp -- a document as a value in another: what is refused, loading, giving up, and
// who owns whom.
#include <gtest/gtest.h>

#include "doc/doc_core.h"
#include "hex.h"
#include "subdoc_log.h"

namespace ycpp {
namespace {

Doc doc_with(std::uint64_t client, std::string guid = "parent") {
  return Doc({.client_id = client, .guid = std::move(guid)});
}

// Appends to the root list "a".
void append(Doc& parent, const Doc& child) {
  doc::DocCore& core = *parent.core();
  const Bytes options = core.check_nestable(*child.core());
  doc::Operation operation(core);
  const store::SlotRef list = core.store().list_slot(core.store().root("a"));
  core.insert_subdoc(list, {core.store().slot(list).tail, 0}, child.shared_core(), options);
  operation.end();
}

TEST(Nesting, HasTheBytesOfYjs) {
  Doc parent = doc_with(7);
  append(parent, Doc({.guid = "k", .gc = false}));
  EXPECT_EQ(to_hex(parent.update().value()),
            "01010700090101610"
            "16b76010267637900");
}

TEST(Nesting, ADocumentGoesOnAsThePeerThatItsParentIs) {
  Doc parent = doc_with(7);
  Doc child = doc_with(8, "child");
  append(parent, child);
  EXPECT_EQ(child.client_id(), 7U);
  EXPECT_TRUE(child.is_subdoc());
  EXPECT_EQ(parent.subdocs(), std::vector<Doc>{child});
  EXPECT_EQ(parent.subdoc_guids(), Lines{"child"});
}

TEST(Nesting, ADocumentIsAValueInOnePlaceOnly) {
  Doc parent = doc_with(1);
  Doc other = doc_with(2, "other");
  const Doc child = doc_with(3, "child");
  append(parent, child);
  EXPECT_THROW(append(parent, child), std::invalid_argument);
  EXPECT_THROW(append(other, child), std::invalid_argument);
  EXPECT_EQ(parent.subdocs().size(), 1U);
  EXPECT_TRUE(other.subdocs().empty());
}

TEST(Nesting, ADocumentIsNoValueInItself) {
  Doc parent = doc_with(1);
  Doc child = doc_with(2, "child");
  EXPECT_THROW(append(parent, parent), std::invalid_argument);
  append(parent, child);
  EXPECT_THROW(append(child, parent), std::invalid_argument);
}

TEST(Nesting, WhatCannotBeEncodedIsRefused) {
  Doc parent = doc_with(1);
  EXPECT_THROW(append(parent, Doc({.guid = "\xff"})), std::invalid_argument);
  EXPECT_THROW(append(parent, Doc({.meta = Value("\xff")})), std::invalid_argument);
  EXPECT_EQ(to_hex(parent.update().value()), "0000");
}

TEST(Nesting, LoadingIsToldOnce) {
  Doc parent = doc_with(1);
  Doc child({.guid = "child", .should_load = false});
  append(parent, child);
  SubdocLog log(parent);
  child.load();
  EXPECT_TRUE(child.should_load());
  child.load();
  EXPECT_EQ(log.take(), Lines{"!child"});
  Doc alone({.should_load = false});
  alone.load();
  EXPECT_TRUE(alone.should_load());
}

TEST(Nesting, GivingUpPutsAFreshOneInPlace) {
  Doc parent = doc_with(1);
  Doc child({.guid = "child", .auto_load = true, .meta = Value("m")});
  append(parent, child);
  SubdocLog log(parent);
  const Bytes before = parent.update().value();
  child.destroy();
  EXPECT_EQ(log.take(), Lines{"+child -child"});
  ASSERT_EQ(parent.subdocs().size(), 1U);
  const Doc fresh = parent.subdocs()[0];
  EXPECT_NE(fresh, child);
  EXPECT_EQ(fresh.guid(), "child");
  EXPECT_TRUE(fresh.auto_load());
  EXPECT_FALSE(fresh.should_load());
  EXPECT_EQ(fresh.meta(), Value("m"));
  EXPECT_FALSE(child.is_subdoc());
  EXPECT_EQ(parent.update().value(), before) << "peers learn nothing";
  child.destroy();
  EXPECT_EQ(log.take(), Lines{}) << "it is nowhere a value any more";
}

TEST(Nesting, GivingUpStartsWithTheInnermost) {
  Doc parent = doc_with(1);
  Doc child = doc_with(2, "child");
  Doc grandchild = doc_with(3, "grandchild");
  append(child, grandchild);
  append(child, doc_with(4, "second"));
  append(parent, child);
  append(grandchild, doc_with(5, "innermost"));
  SubdocLog outer(parent);
  SubdocLog middle(child);
  SubdocLog inner(grandchild);
  parent.destroy();
  EXPECT_EQ(inner.take(), Lines{"+innermost -innermost"});
  EXPECT_EQ(middle.take(), (Lines{"+grandchild -grandchild", "+second -second"}));
  EXPECT_EQ(outer.take(), Lines{"+child -child"});
}

TEST(Nesting, ObserversMayLoadAndGiveUp) {
  Doc parent = doc_with(1);
  Doc first({.guid = "first", .should_load = false});
  Doc second = doc_with(2, "second");
  append(parent, first);
  append(parent, second);
  SubdocLog log(parent);
  bool once = true;
  const Subscription kept = parent.observe([&](const TransactionEvent&) {
    first.load();
    if (std::exchange(once, false)) second.destroy();
  });
  append(parent, doc_with(3, "third"));
  EXPECT_EQ(log.take(), Lines{"+third +second -second !third !first"});
}

TEST(Nesting, ErrorsOfAllThatAreToldAreCollected) {
  Doc parent = doc_with(1);
  Doc child = doc_with(2, "child");
  append(parent, child);
  append(child, doc_with(3, "grandchild"));
  const auto fail = [](const SubdocsEvent&) { throw std::runtime_error("no"); };
  const Subscription a = parent.observe_subdocs(fail);
  const Subscription b = child.observe_subdocs(fail);
  try {
    child.destroy();
    FAIL();
  } catch (const ObserverError& error) {
    EXPECT_EQ(error.errors().size(), 2U);
  }
  EXPECT_FALSE(child.is_subdoc());
}

TEST(Nesting, AHandleKeepsADocumentThatItsParentDoesNot) {
  Doc child = doc_with(2, "child");
  Subscription kept;
  {
    Doc parent = doc_with(1);
    append(parent, child);
    Doc grandchild = doc_with(3, "grandchild");
    append(child, grandchild);
    kept = parent.observe_subdocs([](const SubdocsEvent&) {});
  }
  EXPECT_FALSE(child.is_subdoc());
  EXPECT_EQ(child.subdoc_guids(), Lines{"grandchild"});
  kept.reset();
}

TEST(Nesting, DocumentsMayLieInEachOtherAnyDepth) {
  Doc parent = doc_with(1);
  Doc inner = parent;
  for (int depth = 0; depth < 20000; ++depth) {
    Doc child({.client_id = 1, .guid = "c"});
    // From the outside in, the check for cycles would cost the square of the depth.
    append(child, inner);
    inner = child;
  }
  inner.destroy();
  inner = Doc();
  EXPECT_FALSE(parent.is_subdoc());
}

}  // namespace
}  // namespace ycpp
