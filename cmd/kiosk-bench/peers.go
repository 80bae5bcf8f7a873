package main

// peers are figures of others, for ratios. They were measured elsewhere with the same tools and are named with their source.
const peers = `
## Beside others

Bytes for a 12-month slip, as multiples of the content (facts, print.md §5.1, measured with the same content): escpos-php 1.65,
node-thermal-printer 2.15, python-escpos 2.16, receiptline 10.2, ReceiptPrinterEncoder (raster) 105. The first three misplace
columns or print other characters for rare names.
`
