#include <gtest/gtest.h>

#include "accel/mcu/gdb/packet.hpp"

namespace quartet::mcu::gdb {
namespace {

using Kind = PacketReader::Kind;

}  // namespace

TEST(GdbPacket, FrameHasTheChecksumOfTheManualsExample) {
  EXPECT_EQ(frame("OK"), "$OK#9a");
  EXPECT_EQ(frame(""), "$#00");
}

TEST(GdbPacket, EveryByteSurvivesFramingAndReading) {
  std::string payload;
  for (int c = 0; c < 256; ++c) payload += static_cast<char>(c);
  const auto events = PacketReader().feed(frame(payload));
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(events[0].kind, Kind::packet);
  EXPECT_EQ(events[0].payload, payload);
}

TEST(GdbPacket, ComesWholeWhenItsBytesComeOneByOne) {
  PacketReader reader;
  const std::string bytes = std::string("+") + frame("m0,4") + frame("g");
  std::vector<std::string> payloads;
  for (const char c : bytes) {
    for (const auto& event : reader.feed({&c, 1})) payloads.push_back(event.payload);
  }
  EXPECT_EQ(payloads, (std::vector<std::string>{"m0,4", "g"}));
}

TEST(GdbPacket, WrongChecksumLostEndAndExcessAreDamagedAndTheNextPacketIsRead) {
  PacketReader reader;
  const std::string excess(PacketReader::kMostBytes + 1, 'a');
  const auto events = reader.feed(std::string("$g#00$m0,4$?#3f") + frame(excess) + std::string("$g#6g") + frame("g"));
  std::vector<Kind> kinds;
  for (const auto& event : events) kinds.push_back(event.kind);
  EXPECT_EQ(kinds, (std::vector<Kind>{Kind::damaged, Kind::damaged, Kind::packet, Kind::damaged, Kind::damaged, Kind::packet}));
}

TEST(GdbPacket, InterruptCountsBetweenPacketsAndIsDataInsideThem) {
  const auto events = PacketReader().feed(std::string("\x03") + frame("X0,1:\x03"));
  ASSERT_EQ(events.size(), 2U);
  EXPECT_EQ(events[0].kind, Kind::interrupt);
  EXPECT_EQ(events[1].payload, "X0,1:\x03");
}

TEST(GdbPacket, NumbersEndAtTheirLastDigitAndNeverExceedAWord) {
  Cursor cursor("ffffffff,10:");
  EXPECT_EQ(cursor.number(), 0xFFFFFFFFU);
  EXPECT_TRUE(cursor.skip(','));
  EXPECT_EQ(cursor.number(), 16U);
  EXPECT_EQ(cursor.rest(), ":");
  EXPECT_FALSE(cursor.number());
  EXPECT_FALSE(Cursor("100000000").number());
  EXPECT_FALSE(Cursor("").skip(','));
}

TEST(GdbPacket, HexIsRefusedWithAnOddOrAForeignDigit) {
  EXPECT_EQ(from_hex("00fF"), (std::vector<std::uint8_t>{0, 255}));
  EXPECT_FALSE(from_hex("0"));
  EXPECT_FALSE(from_hex("0g"));
  EXPECT_EQ(word_hex(0x12345678), "78563412");
}

}  // namespace quartet::mcu::gdb
