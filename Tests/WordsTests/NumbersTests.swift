import Testing

@testable import Words

@Suite struct NumbersTests {
    @Test func timesHaveUpToThreeDigits() {
        #expect(
            [0, 0.0042, 0.0123, 0.09994, 0.34, 0.9999, 1.27, 1.5, 83, 99.96, 260].map(\.asTime) == [
                "0.0 ms", "4.2 ms", "12.3 ms", "99.9 ms", "340 ms", "1.00 s", "1.27 s", "1.50 s", "83.0 s",
                "100 s",
                "260 s",
            ])
    }

    @Test func countsDown() {
        #expect(
            [-1, 0, 0.2, 59.5, 125, 12_000, 1e12].map(\.asCountdown.english)
                == ["0 s", "0 s", "1 s", "1 min 0 s", "2 min 5 s", "3 h 20 min", "99 h 59 min"])
    }

    @Test func sharesArePercentages() {
        #expect([0, 0.6434, 1].map(\.asPercentage) == ["0.0 %", "64.3 %", "100.0 %"])
        #expect([0, 0.999, 1, 1.5].map(\.asProgress) == ["0 %", "99 %", "100 %", "100 %"])
    }

    @Test func valuesKeepThreeDigits() {
        #expect(
            [0, 0.125, -12.5, 0.0000125, 123_456].map(\.asValue)
                == ["0.000", "0.125", "-12.500", "1.25e-05", "1.23e+05"])
    }

    @Test func groupsDigits() {
        #expect(
            [0, 999, 1000, 138_357_544, -4096, .min].map { $0.grouped() } == [
                "0", "999", "1 000", "138 357 544", "-4 096", "-9 223 372 036 854 775 808",
            ])
        #expect(4_694_024.grouped(by: "\u{202F}") == "4\u{202F}694\u{202F}024")
    }

    @Test func sizesAreMegabytes() {
        #expect(
            [0, 49_999, 4_960_000, 99_940_000, 99_960_000, 553_467_096].map(\.asMegabytes)
                == ["0.0 MB", "0.0 MB", "5.0 MB", "99.9 MB", "100 MB", "553 MB"])
    }
}
