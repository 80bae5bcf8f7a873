// Package tables holds the code tables and parameters of social insurance: insurance types, cities and their telephone
// numbers, agencies, card outlets, contribution bases and rates, each with its source and the time it holds for.
//
// What ships stands in shipped/*.csv and says no more than facts/domain.md §3.1 to §3.4; what the facts do not know is absent.
// The operator's own figures lie in a folder, in files with the same names and columns, and go before what ships, key by key.
// Nothing here is computed for a citizen: a bound is a row that somebody wrote, never a product of an average.
//
// It is a leaf room: it knows CSV files and leaf rooms, and no records, no screen and no configuration.
package tables
