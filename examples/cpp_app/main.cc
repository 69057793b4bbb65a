// main.cc -- a peer that edits a text with others: reads one update per line (hex) from standard
// input, answers each with its own edit as an update, and shows the text at the end.
#include <cstdint>
#include <iostream>
#include <string>
#include <string_view>

#include <ycpp/doc.h>
#include <ycpp/text.h>

namespace {

std::string to_hex(ycpp::BytesView bytes) {
  static constexpr std::string_view kDigits = "0123456789abcdef";
  std::string hex;
  for (const std::uint8_t byte : bytes) {
    hex += kDigits[byte >> 4];
    hex += kDigits[byte & 15];
  }
  return hex;
}

ycpp::Bytes from_hex(const std::string& hex) {
  ycpp::Bytes bytes;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2)
    bytes.push_back(static_cast<std::uint8_t>(std::stoi(hex.substr(i, 2), nullptr, 16)));
  return bytes;
}

}  // namespace

int main() {
  ycpp::Doc doc;
  ycpp::Text notes = doc.text("notes");
  std::string line;
  for (int n = 1; std::getline(std::cin, line); ++n) {
    if (const auto applied = doc.apply_update(from_hex(line)); !applied) {
      std::cerr << "not an update: " << applied.error().message() << '\n';
      return 1;
    }
    const ycpp::Bytes known = doc.state_vector();
    notes.push("C++ answers " + std::to_string(n) + ". ");
    std::cout << to_hex(doc.update(known).value()) << std::endl;
  }
  std::cerr << notes.to_string() << '\n';
}
