// hostile_messages.cpp -- see hostile_messages.h.
#include "hostile_messages.h"

#include "ycpp/update.h"

namespace ycpp::hostile {

Bytes many_clients() {
  V1 out;
  out.number(kCount);
  for (std::uint64_t i = kCount; i > 0; --i)
    out.client(1, i).byte(4).number(1).string("t").string("a");
  return out.number(0).take();
}

Bytes many_roots() {
  V1 out;
  out.number(1).client(kCount, 2);
  for (std::uint64_t i = 0; i < kCount; ++i)
    out.byte(4).number(1).string(std::to_string(i)).string("a");
  return out.number(0).take();
}

Bytes many_keys() {
  V1 out;
  out.number(1).client(kCount, 2);
  for (std::uint64_t i = 0; i < kCount; ++i)
    out.byte(0x28).number(1).string("m").string(std::to_string(i)).number(1).byte(0x7e);
  return out.number(0).take();
}

Bytes types_in_types() {
  V1 out;
  out.number(1).client(kCount, 2).byte(7).number(1).string("a").number(0);
  for (std::uint64_t i = 1; i < kCount; ++i)
    out.byte(7).number(0).number(2).number(i - 1).number(0);
  return out.number(0).take();
}

Bytes value_in_values() {
  V1 out;
  out.number(1).client(1, 2).byte(8).number(1).string("a").number(1);
  for (std::uint64_t i = 0; i < kCount; ++i) out.byte(0x75).number(1);
  return out.byte(0x7e).number(0).take();
}

Bytes inserted_at_one_place() {
  V1 out;
  out.number(kCount + 1);
  for (std::uint64_t i = kCount + 2; i > 2; --i)
    out.client(1, i).byte(0x84).number(2).number(0).string("a");
  return out.client(1, 2).byte(4).number(1).string("t").string("a").number(0).take();
}

Bytes same_ids_again() {
  V1 out;
  out.number(kCount);
  for (std::uint64_t i = 0; i < kCount; ++i)
    out.client(1, 2).byte(4).number(1).string("t").string("ab");
  return out.number(0).take();
}

Bytes all_waits() {
  V1 out;
  out.number(kCount);
  for (std::uint64_t i = kCount; i > 0; --i)
    out.client(1, i, 5).byte(0x84).number(kLargest).number(i).string("a");
  return out.number(0).take();
}

Bytes deletions_of_nothing() {
  V1 out;
  out.number(0).number(1).number(2).number(kCount);
  for (std::uint64_t i = 0; i < kCount; ++i) out.number(3 * i).number(1);
  return out.take();
}

Bytes largest_clocks() {
  return V1()
      .number(2)
      .client(2, 7)
      .byte(0)
      .number(kLargest - 1)
      .byte(4)
      .number(1)
      .string("t")
      .string("a")
      .client(1, 3, kLargest - 1)
      .byte(0)
      .number(1)
      .number(1)
      .number(9)
      .number(1)
      .number(0)
      .number(kLargest)
      .take();
}

Bytes beyond_the_largest_clock() {
  return V1()
      .number(1)
      .client(1, 7, kLargest)
      .byte(4)
      .number(1)
      .string("t")
      .string("ab")
      .number(0)
      .take();
}

Bytes claims_to_be_large() { return V1().number(kLargest).number(kLargest).number(2).take(); }

namespace {

// Deleted units, one by one, each after the one before: in v2 all columns are runs.
Bytes blocks_in_few_bytes(std::uint64_t count) {
  V1 out;
  out.number(1).client(count, 2).byte(1).number(1).string("t").number(1);
  for (std::uint64_t i = 1; i < count; ++i) out.byte(0x81).number(2).number(i - 1).number(1);
  const Bytes v1 = out.number(0).take();
  return convert_update(v1, Encoding::v1, Encoding::v2).value();
}

}  // namespace

Bytes free_blocks() { return blocks_in_few_bytes(kFree); }
Bytes more_than_free_blocks() { return blocks_in_few_bytes(kFreeBlocks + 100); }

Bytes many_presences() {
  V1 out;
  out.number(kMany);
  for (std::uint64_t i = 0; i < kMany; ++i) out.number(i + 2).number(1).string("1");
  return out.take();
}

Bytes deep_presence() {
  std::string json(kCount, '[');
  json.append(kCount, ']');
  return V1().number(1).number(2).number(1).string(json).take();
}

Bytes attributes_with_one_name() {
  V1 out;
  out.number(1).number(2).number(kCount);
  for (std::uint64_t i = 0; i < kCount; ++i) {
    out.number(2 * i).number(1).number(1).number(i).number(0);
    if (i == 0) out.string(std::string(5 * kCount, 'n'));
    out.byte(0x7d).number(i % 64);
  }
  return out.take();
}

Bytes ranges_with_one_value() {
  V1 out;
  out.number(1).number(2).number(kCount);
  for (std::uint64_t i = 0; i < kCount; ++i) {
    out.number(2 * i).number(1).number(1).number(0);
    if (i == 0) out.number(0).string("n").byte(0x77).string(std::string(5 * kCount, 'v'));
  }
  return out.take();
}

Bytes snapshot_of_many() {
  V1 out;
  out.number(kCount);
  for (std::uint64_t i = kCount; i > 0; --i) out.number(i).number(1).number(0).number(1);
  out.number(kCount);
  for (std::uint64_t i = kCount; i > 0; --i) out.number(i).number(1);
  return out.take();
}

Bytes state_of_many() {
  V1 out;
  out.number(kCount);
  for (std::uint64_t i = kCount; i > 0; --i) out.number(i).number(1);
  return out.take();
}

Bytes deep_position() {
  const std::string json = "{\"tname\":" + std::string(kCount, '[');
  return Bytes(json.begin(), json.end());
}

Bytes many_requests() {
  V1 out;
  for (std::uint64_t i = 0; i < kCount; ++i) out.byte(0).byte(0).number(1).number(0).byte(3);
  return out.take();
}

Bytes many_messages() {
  V1 out;
  for (std::uint64_t i = 0; i < kCount; ++i) out.byte(0).byte(0).string("");
  return out.take();
}

}  // namespace ycpp::hostile
