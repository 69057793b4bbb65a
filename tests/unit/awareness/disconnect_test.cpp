// The message that says that one client left, in three framings.
#include <gtest/gtest.h>

#include "hex.h"
#include "ycpp/awareness.h"

namespace ycpp {
namespace {

TEST(DisconnectMessage, IsRecognisedInThreeFramings) {
  const std::pair<const char*, bool> vectors[] = {
      {"01 07 02 04 6e756c6c", true},
      {"08 01 07 02 04 6e756c6c", true},
      {"01 08 01 07 02 04 6e756c6c", true},
      {"01 ffffffff0f 02 04 6e756c6c", true},
      {"0c 01 ffffffff0f 02 04 6e756c6c", true},
      {"01 0c 01 ffffffff0f 02 04 6e756c6c", true},
      {"01 01 01 04 6e756c6c", true},
      {"01 07 02 06 206e756c6c20", true},  // JSON allows space
      {"", false},
      {"00", false},
      {"01", false},
      {"0100", false},
      {"01 07 02 02 7b7d", false},     // a state
      {"08 01 07 02 02 7b7d", false},  // its length is wrong
      {"06 01 07 02 02 7b7d", false},
      {"01 06 01 07 02 02 7b7d", false},
      {"02 07 02 04 6e756c6c 08 02 04 6e756c6c", false},  // two clients
      {"00 08 01 07 02 04 6e756c6c", false},              // not an awareness message
      {"01 07 02 04 6e756c6c 00", false},                 // something behind
      {"01 07 02 04 6e756c", false},                      // cut off
      {"01 07 02 04 4e554c4c", false},                    // NULL
      {"ffffffffffffffffffff", false},
  };
  for (const auto& [hex, expected] : vectors)
    EXPECT_EQ(is_disconnect_message(from_hex(hex)), expected) << hex;
}

}  // namespace
}  // namespace ycpp
