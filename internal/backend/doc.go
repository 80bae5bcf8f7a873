// Package backend is what every line to a back end needs, whoever asks on it: the files of certificates and keys, the end of what is
// being asked, and JSON that can be read in one way only.
//
// It is a leaf room. It opens no connection and knows nothing of cards, records or the contract of any back end; its errors name
// files and never what stands in them.
package backend
