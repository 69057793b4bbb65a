// subdoc_options.h -- what the wire says of a sub-document: its guid and an object of options.
//
// The keys are those of Yjs, written in this order and only where they differ from the default:
// `gc` false, `autoLoad` true, `meta`. They are read as JavaScript would: any value has a truth.
//   76 02 08"autoLoad" 78 04"meta" 76 01 01"a" 7d01  ->  autoLoad, meta {a: 1}
#pragma once

#include "ycpp/doc.h"

namespace ycpp::doc {

/// The options of a document that came with these bytes. A `guid` among them wins over the other,
/// and `shouldLoad`, which only other engines write, asks to load as `autoLoad` does.
DocOptions read_subdoc_options(std::string_view guid, BytesView any);

/// The bytes for a document made with such options.
/// @throws std::invalid_argument `meta` cannot be encoded
Bytes write_subdoc_options(bool gc, bool auto_load, const Value& meta);

}  // namespace ycpp::doc
