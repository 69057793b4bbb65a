// The two sinks, told values directly.
#include "lib0/value_sinks.h"

#include <gtest/gtest.h>

#include "hex.h"

namespace ycpp {
namespace {

// {"k": [undefined, true, -3, 2n, "é"], "gone": undefined, "b": bytes 01 ff, "e": {}}
template <class Sink>
void tell(Sink& sink) {
  const Bytes bytes = from_hex("01ff");
  sink.begin_object(4);
  sink.key("k");
  sink.begin_array(5);
  sink.undefined();
  sink.boolean(true);
  sink.number(-3);
  sink.big_int(2);
  sink.string("\xc3\xa9");
  sink.end_array();
  sink.key("gone");
  sink.undefined();
  sink.key("b");
  sink.bytes(bytes);
  sink.key("e");
  sink.begin_object(0);
  sink.end_object();
  sink.end_object();
}

TEST(AnySink, WritesWhatItHears) {
  Writer out;
  AnySink sink(out);
  tell(sink);
  EXPECT_EQ(to_hex(out.view()),
            "7604"
            "016b"
            "75057f787d437a00000000000000027702c3a9"
            "04676f6e65"
            "7f"
            "0162"
            "740201ff"
            "0165"
            "7600");
}

TEST(AnySink, ReplacesLoneSurrogatesWhenAsked) {
  Writer out;
  AnySink sink(out);
  sink.string("a\xed\xa0\xbd\xed\xb8\x80z");
  sink.replace_lone_surrogates();
  sink.string("a\xed\xa0\xbd\xed\xb8\x80z");
  sink.key("\xed\x9f\xbf");  // U+D7FF is a character
  EXPECT_EQ(to_hex(out.view()),
            "770861eda0bdedb8807a"
            "770861efbfbdefbfbd7a"
            "03ed9fbf");
}

TEST(JsonSink, WritesWhatStringifyPrints) {
  std::string out;
  JsonSink sink(out);
  tell(sink);
  EXPECT_EQ(out, "{\"k\":[null,true,-3,2,\"\xc3\xa9\"],\"b\":{\"0\":1,\"1\":255},\"e\":{}}");
}

TEST(JsonSink, AnUndefinedFirstPropertyLeavesNoComma) {
  std::string out;
  JsonSink sink(out);
  sink.begin_object(2);
  sink.key("a");
  sink.undefined();
  sink.key("b");
  sink.null();
  sink.end_object();
  EXPECT_EQ(out, "{\"b\":null}");
}

}  // namespace
}  // namespace ycpp
