package main

// peers are figures of others, for ratios. They were measured elsewhere with the same tools and are named with their source.
const peers = `
## Beside others

Bytes for a 12-month slip, as multiples of the content (facts, print.md §5.1, measured with the same content): escpos-php 1.65,
node-thermal-printer 2.15, python-escpos 2.16, receiptline 10.2, ReceiptPrinterEncoder (raster) 105. The first three misplace
columns or print other characters for rare names.

Tap → changed pixel of the same toolkit's prototype (facts, fyne.md §4 and §10): key 19.7 / 31.5 ms (p50 / p99), nine-tile home
70 / 109 ms; a page in Chromium's kiosk mode 5.9 / 7.7 and 21 / 31 ms. Start to full home: prototype 0.38 s, Chromium 0.62 s.
Idle: prototype 1.23 % of one core, Chromium 0.10 %. PSS at the start: prototype 233 MB, Chromium 405 MB.
`
