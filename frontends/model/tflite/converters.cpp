#include "frontends/model/tflite/converters.hpp"

#include <algorithm>
#include <array>

namespace quartet::tfl {
namespace {

struct Entry {
  std::string_view kind;
  Convert convert;
};

constexpr std::array kConverters{
    Entry{"CONV_2D", convert_conv_2d},
    Entry{"DEPTHWISE_CONV_2D", convert_depthwise_conv_2d},
    Entry{"TRANSPOSE_CONV", convert_transpose_conv},
    Entry{"FULLY_CONNECTED", convert_fully_connected},
    Entry{"AVERAGE_POOL_2D", convert_average_pool_2d},
    Entry{"MAX_POOL_2D", convert_max_pool_2d},
    Entry{"ADD", convert_add},
    Entry{"SUB", convert_sub},
    Entry{"CONCATENATION", convert_concatenation},
    Entry{"PAD", convert_pad},
    Entry{"PADV2", convert_pad},
    Entry{"RESHAPE", convert_reshape},
    Entry{"SQUEEZE", convert_reshape},
    Entry{"EXPAND_DIMS", convert_reshape},
    Entry{"RELU", convert_relu},
    Entry{"RELU6", convert_relu6},
    Entry{"SOFTMAX", convert_softmax},
    Entry{"QUANTIZE", convert_quantize},
    Entry{"DEQUANTIZE", convert_dequantize},
};

}  // namespace

Convert find_converter(const StoredOperator& op) {
  const auto found =
      std::find_if(kConverters.begin(), kConverters.end(), [&](const Entry& e) { return e.kind == op.kind; });
  return found == kConverters.end() ? nullptr : found->convert;
}

std::vector<std::string> supported_operators() {
  std::vector<std::string> names;
  for (const Entry& entry : kConverters) names.emplace_back(entry.kind);
  return names;
}

}  // namespace quartet::tfl
