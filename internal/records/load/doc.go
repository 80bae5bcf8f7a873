// Package load brings the files of agencies into a record file: CSV, XLSX and DBF, by mappings that are data.
//
// An import adds a batch to a store beside the record file, and the record file is the fold of all batches in their order: a later
// row takes the place of an earlier one with the same key, and undoing a batch is folding without it. What lies in the store is
// sealed with the record key from the first byte on; nothing of a person is ever in clear in a file that this room writes, nor in
// an error or a report. The store stays on the importing machine; a terminal gets the record file only.
//
// The room knows nothing of screens and of central sources, and never touches the input. Layouts and the ways in which files come
// spoilt: facts/domain.md §2.2, §3, §5.4; encodings: facts/devices.md E.
package load
